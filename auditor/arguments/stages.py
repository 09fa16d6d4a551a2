"""Commands on what was crawled: judging again, the report, what a finding rests on, what is read on a page."""

from __future__ import annotations

from auditor.arguments.kinds import BROWSER_USE, LEVELS, Commands, add_judging


def add_stages(commands: Commands) -> None:
    audit = commands.add_parser("audit", help="判定一个快照，写出 audit.json")
    audit.add_argument("snapshot", metavar="快照", help="快照目录，或含有 snapshot 的运行目录")
    audit.add_argument("--level", choices=LEVELS, help="网站级别（默认与抓取时相同）")
    add_judging(audit)
    audit.add_argument("--waivers", metavar="文件", help="改用这个豁免文件，并存入运行目录（默认用抓取时的）")
    report = commands.add_parser("report", help="由 audit.json 生成 report.html")
    report.add_argument("audit", metavar="检查结果", help="audit.json，或它所在的运行目录")
    explain = commands.add_parser(
        "explain", help="解释一条问题，或标准中的一个栏目、领域、事项：依据、证据、候选"
    )
    explain.add_argument(
        "finding",
        metavar="问题",
        help="编号（或其开头）、“规则:对象”、对象名称，或标准编号（如 22-06、field-19）",
    )
    explain.add_argument(
        "--audit", metavar="检查结果", help="audit.json 或运行目录（默认为 --out 下最近一次）"
    )
    explain.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")
    inspect = commands.add_parser("inspect", help="显示从一个网页读到了什么、依据什么")
    inspect.add_argument("page", metavar="网页", help="网址、已保存的网页文件，或“样例名称:/路径”")
    inspect.add_argument("--url", metavar="网址", help="网页为文件时，它原来的网址")
    inspect.add_argument("--json", action="store_true", help="输出全部读取结果（JSON）")
    inspect.add_argument(
        "--browser",
        choices=BROWSER_USE[:2],
        default="auto",
        help="浏览器：auto 需要时使用（默认），never 不用",
    )
    commands.add_parser("schema", help="输出 audit.json 的 JSON Schema")
