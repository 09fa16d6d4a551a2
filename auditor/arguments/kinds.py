"""Kinds of values, and arguments that several commands share."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

Commands = Any  #: the sub-parsers of auditor.cli, whose class argparse keeps to itself

BROWSER_USE = ("auto", "never", "always")
SWITCH = ("on", "off")
SEVERITIES = ("info", "minor", "major", "critical")
LEVELS = ("county", "township", "department")


def add_portal(parser: ArgumentParser) -> None:
    parser.add_argument(
        "target",
        metavar="目标",
        help="县（市、区）代码、网址、样例名称、已保存网站的目录，或网站配置文件（.yml）",
    )
    parser.add_argument("--base-url", metavar="网址", help="目标为已保存网站的目录时，它原来的首页网址")
    parser.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")


def add_target(parser: ArgumentParser) -> None:
    add_portal(parser)
    parser.add_argument(
        "--level", choices=LEVELS, help="网站级别：县级、乡级、部门（默认按配置，否则 county）"
    )
    parser.add_argument("--max-pages", type=positive, metavar="N", help="最多抓取的页面数（默认 3000）")
    parser.add_argument(
        "--update", action="store_true", help="在上一次完整抓取的基础上，只问可能已变化的内容（夜间复查用）"
    )
    parser.add_argument(
        "--browser",
        choices=BROWSER_USE,
        default="auto",
        help="浏览器：auto 只渲染 HTTP 无法判断的页面（默认），never 不用，always 渲染全部导航和列表页",
    )
    add_probes(parser)
    parser.add_argument(
        "--waivers", metavar="文件", help="豁免文件（默认为网站配置文件旁边的 <代码>.waivers.yml）"
    )


def add_probes(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--probes",
        choices=SWITCH,
        default="on",
        help="主动探查：on 试用站内搜索、询问表单所指的地址有没有应答（默认），off 不做；从不提交表单",
    )


def add_judging(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--today", type=iso_date, metavar="日期", help="判定日期 YYYY-MM-DD（默认为抓取当天）"
    )
    parser.add_argument("--profile", metavar="名称", help="判定方案（默认按配置，否则 national）")


def add_verdict(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--fail-on",
        choices=(*SEVERITIES, "new"),
        default="minor",
        help="达到此严重程度的问题使退出码为 1（默认 minor）；new 为基线以外的任何不符合项",
    )
    parser.add_argument(
        "--baseline", metavar="文件", help="已知并接受的问题（auditor baseline write 写出）；只有其外的才计"
    )
    parser.add_argument(
        "--strict-baseline", action="store_true", help="基线中有这次没有出现的条目时，退出码也为 1"
    )
    parser.add_argument(
        "--min-coverage",
        type=float,
        metavar="百分比",
        help="导航页面读到的不足此数时退出码为 3，没有读全的检查不算通过",
    )
    parser.add_argument("--json", action="store_true", help="把 audit.json 输出到标准输出，不打印摘要")


def positive(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,6}", text):
        raise ArgumentTypeError(f"应为正整数，收到“{text}”")
    return int(text)


def iso_date(text: str) -> str:
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    raise ArgumentTypeError(f"日期应写成 YYYY-MM-DD（例如 2026-06-15），收到“{text}”")
