"""Commands on what people decided about findings, and on what became of these."""

from __future__ import annotations

from auditor.arguments.kinds import BROWSER_USE, SEVERITIES, Commands, add_probes, iso_date, positive

_AUDIT = "audit.json 或运行目录（默认为 --out 下最近一次）"


def add_decisions(commands: Commands) -> None:
    _add_diff(commands)
    _add_baseline(commands)
    _add_waive(commands)
    _add_verify(commands)


def _add_diff(commands: Commands) -> None:
    diff = commands.add_parser(
        "diff", help="比较同一网站的两次检查：新增、变化、持续、已整改（没有新增 0，有新增 1）"
    )
    diff.add_argument("before", metavar="前一次", help="较早的 audit.json，或它所在的运行目录")
    diff.add_argument("after", metavar="后一次", help="较晚的 audit.json，或它所在的运行目录")
    diff.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        default="minor",
        help="新增的问题达到此严重程度，退出码为 1（默认 minor）",
    )
    diff.add_argument("--json", action="store_true", help="输出全部比较结果（JSON）")


def _add_baseline(commands: Commands) -> None:
    baseline = commands.add_parser("baseline", help="基线：已知并接受的问题，供 --baseline 使用")
    actions = baseline.add_subparsers(dest="action", metavar="操作", required=True)
    write = actions.add_parser("write", help="把一次检查的问题写成基线；已有的文件保留各条的首次日期")
    write.add_argument("audit", metavar="检查结果", help="audit.json，或它所在的运行目录")
    write.add_argument("--output", metavar="文件", required=True, help="要写的 .yml 文件")


def _add_waive(commands: Commands) -> None:
    waive = commands.add_parser("waive", help="豁免一个问题：在期限内不使退出码为 1，也不进入整改通知")
    waive.add_argument("finding", metavar="问题", help="编号（或其开头）、“规则:对象”，或对象名称")
    for name, metavar, text in (
        ("reason", "理由", "为什么暂不整改"),
        ("clause", "依据", "依哪一条款或批示"),
        ("author", "批准人", "谁作出的决定"),
    ):
        waive.add_argument(f"--{name}", metavar=metavar, required=True, help=text)
    waive.add_argument(
        "--expires",
        type=iso_date,
        metavar="日期",
        required=True,
        help="到期日，从该日起不再豁免（距决定日最长 366 天）",
    )
    waive.add_argument("--date", type=iso_date, metavar="日期", help="决定日（默认今天）")
    waive.add_argument("--audit", metavar="检查结果", help=_AUDIT)
    waive.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")
    waive.add_argument(
        "--file", metavar="文件", help="豁免文件（默认为网站配置文件旁边的 <代码>.waivers.yml）"
    )


def _add_verify(commands: Commands) -> None:
    verify = commands.add_parser(
        "verify", help="复核一次检查的问题是否已整改（全部已整改 0，有未整改 1，有未能复核 3）"
    )
    verify.add_argument("audit", metavar="检查结果", help="audit.json，或它所在的运行目录")
    verify.add_argument(
        "--only", metavar="编号", nargs="+", default=[], help="只复核这些问题（编号或其开头）"
    )
    verify.add_argument("--unit", metavar="单位", default="", help="只复核由该责任单位整改的问题")
    verify.add_argument("--target", metavar="目标", help="同一网站的另一处来源（默认与原检查相同）")
    verify.add_argument("--out", metavar="目录", help="输出目录（默认为原检查所在的输出目录）")
    verify.add_argument(
        "--today", type=iso_date, metavar="日期", help="判定日期 YYYY-MM-DD（默认为复核当天）"
    )
    verify.add_argument(
        "--max-pages", type=positive, metavar="N", help="最多抓取的页面数（默认与原检查相同）"
    )
    verify.add_argument(
        "--browser",
        choices=BROWSER_USE,
        default="auto",
        help="浏览器：auto 只渲染 HTTP 无法判断的页面（默认），never 不用，always 渲染全部导航和列表页",
    )
    add_probes(verify)
    verify.add_argument("--json", action="store_true", help="把 verify.json 输出到标准输出，不打印表格")
