"""The part of the command line that is about duties: register, profiles, rules, checklist, looks at the home page."""

from __future__ import annotations

from auditor.arguments.kinds import Commands


def add_duties(commands: Commands) -> None:
    commands.add_parser(
        "requirements", help="列出 R01–R44 各条要求由哪些规则检查、哪些方案提出（有缺口时退出码 1）"
    )
    profile = commands.add_parser("profile", help="列出判定方案，或显示一个方案的全部内容")
    actions = profile.add_subparsers(dest="action", metavar="操作", required=True)
    actions.add_parser("list", help="列出可用的判定方案")
    show = actions.add_parser("show", help="显示一个方案：每个值出自哪个方案")
    show.add_argument("name", metavar="名称", help="判定方案的名称，或 .yml 文件的路径")
    rules = commands.add_parser("rules", help="列出规则，显示一条规则的说明，或写出全部说明")
    rules.add_argument("name", metavar="规则", nargs="?", help="规则名或编号（例如 stale-column、PA004）")
    rules.add_argument("--write", metavar="目录", help="把全部规则的说明写入目录（docs/rules）")
    new = commands.add_parser("new-rule", help="写出一条新规则的两个文件（检查与用例）的骨架")
    new.add_argument("name", metavar="名称", help="规则名：小写英文单词加连字符，写成出错的状态")
    _add_checklist(commands)
    probe = commands.add_parser("probe", help="访问一次首页，把用时和结果记入序列（可用性检查）")
    probe.add_argument("target", metavar="目标", help="县（市、区）代码、网址，或网站配置文件（.yml）")
    probe.add_argument("--series", metavar="文件", help="记录序列的文件（默认 out/<代码>/probes.jsonl）")
    probe.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")


def _add_checklist(commands: Commands) -> None:
    checklist = commands.add_parser("checklist", help="人工检查表：写出空白表，读回填好的表")
    actions = checklist.add_subparsers(dest="action", metavar="操作", required=True)
    write = actions.add_parser("write", help="写出一个县的检查表（.xlsx 或 .html）")
    write.add_argument("target", metavar="目标", help="县（市、区）代码、样例名称、网站配置文件，或运行目录")
    write.add_argument("-o", "--output", metavar="文件", required=True, help="要写的 .xlsx 或 .html 文件")
    write.add_argument("--profile", metavar="名称", help="判定方案（默认按配置，否则 national）")
    read = actions.add_parser("read", help="读回填好的检查表，逐行核对，计入检查结果")
    read.add_argument("file", metavar="文件", help="填好的 .xlsx，或 .html 表单保存的 .json")
    read.add_argument("--run", metavar="运行目录", required=True, help="要计入的运行目录（含 snapshot）")
