"""Commands that hand results on: files for people and machines, evidence, sites, messages."""

from __future__ import annotations

from auditor.arguments.kinds import Commands, positive

_AUDIT = "audit.json，或它所在的运行目录"


def add_publishing(commands: Commands) -> None:
    _add_export(commands)
    _add_notify(commands)
    _add_evidence(commands)
    _add_site(commands)


def _add_site(commands: Commands) -> None:
    site = commands.add_parser(
        "site", help="由输出目录里各地的检查结果生成静态站点：排名、热力图、地图、各地和各单位的页面"
    )
    site.add_argument(
        "out", metavar="目录", nargs="?", default="out", help="auditor run 的输出目录（默认 out）"
    )
    site.add_argument(
        "--to", metavar="站点目录", required=True, help="站点写到这里：空目录，或以前生成的站点"
    )
    site.add_argument(
        "--map",
        metavar="地图",
        help="示意地图：.yml 文件，或随程序附带的名称（例如 ningxia）；没有时按代码排列",
    )
    site.add_argument(
        "--runs", type=positive, metavar="N", default=12, help="每个网站看最近几次检查（默认 12，至多 400）"
    )
    site.add_argument(
        "--link-reports", action="store_true", help="不复制 report.html，只写指向输出目录的相对链接"
    )


def _add_evidence(commands: Commands) -> None:
    evidence = commands.add_parser("evidence", help="为问题所在位置截图（离线，取自快照），写入报告")
    evidence.add_argument("run", metavar="运行目录", help="运行目录，或其中的 audit.json")
    evidence.add_argument(
        "--only", metavar="编号", nargs="+", help="只为这些问题截图（编号，可只写前几位）；其余截图保留"
    )
    evidence.add_argument(
        "--max", type=positive, metavar="N", default=60, help="最多截图的张数，严重的问题在先（默认 60）"
    )
    wacz = commands.add_parser("wacz", help="把快照打包为 WACZ 文件，可用通用的网页存档软件打开")
    wacz.add_argument("run", metavar="运行目录", help="运行目录，或其中的 snapshot 目录")
    wacz.add_argument(
        "--output", metavar="文件", help="要写的 .wacz 文件（默认为运行目录中的 <代码>-<运行>.wacz）"
    )


def _add_export(commands: Commands) -> None:
    export = commands.add_parser("export", help="把 audit.json 导出为工作簿、表格，或供程序读取的文件")
    export.add_argument("audit", metavar="检查结果", help=_AUDIT)
    export.add_argument(
        "--format",
        metavar="格式",
        required=True,
        help="xlsx 总览和问题清单，xlsx-full 全部内容，csv 问题清单，csv-columns 栏目清单，sarif、junit 供 CI 读取",
    )
    export.add_argument("--output", metavar="文件", help="要写的文件或目录（默认写入运行目录）")
    export.add_argument("--force", action="store_true", help="覆盖可能已填写的工作簿")


def _add_notify(commands: Commands) -> None:
    notify = commands.add_parser(
        "notify", help="把新增和已整改的问题通知有关单位：邮件、企业微信、钉钉、飞书（没有变化不发送）"
    )
    notify.add_argument("run", metavar="运行目录", help="运行目录，或其中的 audit.json")
    notify.add_argument(
        "--to", metavar="文件", required=True, help="通道和收件人的配置文件（.yml，见 docs/notify.md）"
    )
    notify.add_argument(
        "--since", metavar="运行目录", help="与哪一次检查相比（默认同一网站此前最近一次可判定的检查）"
    )
    notify.add_argument("--dry-run", action="store_true", help="预演：显示什么会发给谁，不发送")
