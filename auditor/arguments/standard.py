"""Commands on the standard: its catalog, and how names are matched to it."""

from __future__ import annotations

from auditor.arguments.kinds import Commands


def add_standard(commands: Commands) -> None:
    _add_catalog(commands)
    _add_match(commands)


def _add_catalog(commands: Commands) -> None:
    catalog = commands.add_parser("catalog", help="标准目录：检查、查看、比较、导出和导入")
    actions = catalog.add_subparsers(dest="action", metavar="操作", required=True)
    check = actions.add_parser("check", help="检查数据文件，统计已核实的事项和已解析的时限")
    check.add_argument(
        "path",
        metavar="路径",
        nargs="?",
        help="规则目录、一个版本的目录或一个 .yml 文件（默认随程序附带的规则）",
    )
    check.add_argument("--write-docs", action="store_true", help="重写 docs/catalog.md 和 schema.json")
    show = actions.add_parser("show", help="显示一个栏目、领域、事项或要素的全部数据")
    show.add_argument("id", metavar="编号", help="例如 col-guide、field-03、03-01、03-01-02")
    show.add_argument("--overlay", metavar="名称", action="append", default=[], help="先套用地方调整，可重复")
    diff = actions.add_parser("diff", help="比较两个版本，或版本与地方调整")
    for name, metavar in (("one", "甲"), ("two", "乙")):
        diff.add_argument(name, metavar=metavar, help="版本（2019）、地方调整（990101）或二者（2019+990101）")
    export = actions.add_parser("export", help="导出为工作簿，供修改")
    export.add_argument("file", metavar="文件", help="要写的 .xlsx 文件")
    take = actions.add_parser("import", help="读回工作簿，显示差异；加 --write 才写入")
    take.add_argument("file", metavar="文件", help="改好的 .xlsx 文件")
    take.add_argument("--write", action="store_true", help="写入 YAML 文件")
    for action in (show, export):
        action.add_argument("--edition", metavar="版本", help="标准目录的版本（默认 columns.yml 所写的版本）")
    for action in (check, show, diff, export, take):
        action.add_argument("--rules", metavar="目录", help="规则目录（默认随程序附带的规则）")


def _add_match(commands: Commands) -> None:
    match = commands.add_parser("match", help="把栏目、领域、事项的名称与标准匹配，每个名称输出一行 JSON")
    match.add_argument("names", metavar="名称", nargs="*", help="网站上的名称，可写多个")
    match.add_argument(
        "--context", metavar="上级", help="名称的上级：面包屑（用 > » / - | 等分隔）或网址路径"
    )
    match.add_argument("--file", metavar="表", help="名称表（UTF-8，表头 name<Tab>context），代替逐个书写")
