"""Commands that ask a portal: audits, new media, records of a portal and its changes."""

from __future__ import annotations

from auditor.arguments.kinds import (
    LEVELS,
    Commands,
    add_judging,
    add_portal,
    add_probes,
    add_target,
    add_verdict,
    positive,
)


def add_crawling(commands: Commands) -> None:
    run = commands.add_parser("run", help="抓取、判定并生成报告（主命令）")
    add_target(run)
    add_judging(run)
    add_verdict(run)
    crawl = commands.add_parser("crawl", help="只抓取，封存快照")
    add_target(crawl)
    _add_newmedia(commands)
    _add_portal_tools(commands)


def _add_newmedia(commands: Commands) -> None:
    media = commands.add_parser(
        "newmedia", help="检查政务新媒体账号：从门户和登记表找到账号，读取公开的发文，判定并生成报告"
    )
    add_portal(media)
    add_judging(media)
    add_verdict(media)
    media.add_argument(
        "--register",
        metavar="文件",
        help="账号登记表（.yml 或 .xlsx；默认为网站配置文件旁边的 <代码>.media.yml 或 .xlsx）",
    )
    media.add_argument(
        "--write-register", metavar="文件", help="另把找到的账号写成供填写的登记表（.xlsx，不覆盖已有文件）"
    )


def _add_portal_tools(commands: Commands) -> None:
    record = commands.add_parser("record", help="把一个门户网站录成样例（遮盖个人信息）")
    record.add_argument("url", metavar="网址", help="门户网站首页的网址，或网站代码")
    record.add_argument("--name", metavar="名称", required=True, help="样例名称：小写字母、数字和 -")
    record.add_argument("--out", metavar="目录", default="cases", help="样例目录的上级（默认 cases）")
    record.add_argument("--max-pages", type=positive, metavar="N", help="最多抓取的页面数（默认 3000）")
    record.add_argument("--keep-names", action="store_true", help="保留表格中的人名（默认遮盖）")
    add_probes(record)
    drift = commands.add_parser(
        "drift", help="比较门户网站的现状与它的样例（无变化 0，有变化 1，无法判断 3）"
    )
    drift.add_argument("case", metavar="样例", help="样例名称，或样例目录")
    drift.add_argument("--url", metavar="网址", help="代替样例所写首页的网址（例如测试服务器）")
    drift.add_argument("--json", action="store_true", help="输出全部比较结果（JSON）")
    new = commands.add_parser("new-portal", help="读取门户首页，写出网站配置文件（同 scrapy newportal）")
    new.add_argument("url", metavar="网址", help="门户网站首页的网址")
    new.add_argument("code", metavar="代码", help="行政区划代码，或其他编号")
    new.add_argument("--province", metavar="省", help="省份文件夹，例如 zhejiang（默认按代码前两位）")
    new.add_argument("--level", choices=LEVELS, help="网站级别（默认按名称判断）")
    new.add_argument("--name", metavar="名称", help="网站名称（默认取自首页）")
    new.add_argument("--folder", metavar="目录", help="全部网站配置文件的目录（默认 spiders/portals）")
