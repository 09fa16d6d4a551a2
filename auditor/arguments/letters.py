"""Commands that write letters: 整改通知单, 通报, and both on paper."""

from __future__ import annotations

import re
from argparse import ArgumentParser, ArgumentTypeError

from auditor.arguments.kinds import Commands, iso_date, positive


def add_letters(commands: Commands) -> None:
    _add_notice(commands)
    _add_bulletin(commands)
    pdf = commands.add_parser("pdf", help="把一次检查的报告和通知单打印成 PDF")
    pdf.add_argument(
        "audit",
        metavar="检查结果",
        help="audit.json 或它所在的运行目录（写出 report.pdf，并转换 notices 下的通知单）；也可以是一个 .docx",
    )


def _add_notice(commands: Commands) -> None:
    notice = commands.add_parser("notice", help="生成整改通知单（DOCX），每个责任单位一份")
    notice.add_argument("audit", metavar="检查结果", nargs="?", help="audit.json，或它所在的运行目录")
    notice.add_argument(
        "--unit", metavar="单位", help="只给一个单位（没有写明责任单位的问题用“网站主办单位”）"
    )
    notice.add_argument(
        "--number", metavar="文号", help="发文字号，{n} 代表序号，例如 清政公开督〔2026〕{n}号（默认留空）"
    )
    notice.add_argument("--first", type=positive, default=1, metavar="N", help="第一份的序号（默认 1）")
    notice.add_argument("--contact", metavar="文字", help="联系人和电话")
    notice.add_argument(
        "--date", type=iso_date, metavar="日期", help="通知单的日期，整改期限从次日起算（默认为判定日期）"
    )
    notice.add_argument("--to", metavar="目录", help="写到哪里（默认为运行目录下的 notices）")
    _add_common(notice)


def _add_bulletin(commands: Commands) -> None:
    bulletin = commands.add_parser("bulletin", help="生成一批网站检查情况的通报（DOCX）")
    bulletin.add_argument(
        "out",
        metavar="目录",
        nargs="*",
        help="输出目录（取每个网站最近一次检查）、运行目录或 audit.json，可写多个",
    )
    bulletin.add_argument(
        "--output", metavar="文件", default="通报.docx", help="要写的文件（默认 通报.docx）"
    )
    bulletin.add_argument(
        "--title", metavar="标题", default="关于政府网站政务公开检查情况的通报", help="通报的标题"
    )
    bulletin.add_argument("--addressee", metavar="机关", help="主送机关")
    bulletin.add_argument("--number", metavar="文号", help="发文字号（默认留空）")
    bulletin.add_argument(
        "--date", type=iso_date, metavar="日期", help="通报的日期（默认为最近一次检查的判定日期）"
    )
    for name, text in (("praise", "表扬"), ("criticise", "通报批评")):
        bulletin.add_argument(
            f"--{name}",
            type=_count,
            default=3,
            metavar="N",
            help=f"最多{text}排名前后的几个网站（默认 3，0 为不作）",
        )
    _add_common(bulletin)


def _add_common(parser: ArgumentParser) -> None:
    parser.add_argument("--issuer", metavar="机关", help="发文机关名称（默认留空）")
    parser.add_argument("--template", metavar="文件", help="本单位的模板（.docx，默认用自带模板）")
    parser.add_argument("--save-template", metavar="文件", help="只导出自带模板，供修改")
    parser.add_argument("--force", action="store_true", help="覆盖已有的、内容不同的文件")


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text):
        raise ArgumentTypeError(f"应为 0 至 999 的整数，收到“{text}”")
    return int(text)
