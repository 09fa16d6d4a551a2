"""Commands about what is kept from night to night: what became of findings, and which old runs may go."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError

from auditor.arguments.kinds import Commands, iso_date, positive

#: Half a year of evidence, and enough runs of portals that are audited once a month.
KEEP_DAYS, KEEP_RUNS = 180, 3


def add_history(commands: Commands) -> None:
    _add_history(commands)
    _add_retention(commands)


def _add_history(commands: Commands) -> None:
    history = commands.add_parser(
        "history", help="查看问题的来龙去脉：首次发现、是否已确认、何时整改，两个日期之间的变化，得分走势"
    )
    history.add_argument("code", metavar="代码", nargs="?", help="网站代码（名册中的 code）；或用 --fleet")
    history.add_argument(
        "--fleet", action="store_true", help="全部网站：各有多少问题，期内的变化，每天的汇总"
    )
    _add_place(history)
    history.add_argument("--finding", metavar="编号", help="只看一个问题：它每次出现的起止日期")
    history.add_argument("--since", type=iso_date, metavar="日期", help="从哪天起（默认为最近 30 天）")
    history.add_argument("--until", type=iso_date, metavar="日期", help="到哪天为止（默认为最近一次检查）")
    history.add_argument("--json", action="store_true", help="输出 JSON，不输出文字")


def _add_retention(commands: Commands) -> None:
    retention = commands.add_parser(
        "retention", help="清理旧的运行目录：快照、报告和检查结果一并删除，问题的历史保留"
    )
    retention.add_argument("code", metavar="代码", nargs="?", help="只清理一个网站（默认全部）")
    _add_place(retention)
    retention.add_argument(
        "--keep-days",
        type=_days,
        default=KEEP_DAYS,
        metavar="N",
        help=f"保留最近 N 天的检查（默认 {KEEP_DAYS}，0 为不按天数保留）",
    )
    retention.add_argument(
        "--keep-runs",
        type=positive,
        default=KEEP_RUNS,
        metavar="N",
        help=f"每个网站至少保留最近 N 次有效的检查（默认 {KEEP_RUNS}）",
    )
    retention.add_argument("--today", type=iso_date, metavar="日期", help="按哪天计算（默认今天）")
    retention.add_argument("--json", action="store_true", help="输出 JSON，不输出文字")
    retention.add_argument("--dry-run", action="store_true", help="只列出可以删除的，不删除（默认）")
    retention.add_argument("--apply", action="store_true", help="删除；与 --dry-run 只能用一个")


def _add_place(parser: ArgumentParser) -> None:
    parser.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")
    parser.add_argument(
        "--store",
        metavar="地址",
        help="存储：sqlite:///文件 或 postgresql://…（默认为环境变量 AUDITOR_STORE，再则输出目录里的 auditor.db）",
    )


def _days(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text):
        raise ArgumentTypeError(f"应为 0 至 99999 的整数，收到“{text}”")
    return int(text)
