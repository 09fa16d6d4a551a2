"""The command line. Parsing only: each command's work is in ``auditor.commands``, imported when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from auditor import __version__
from auditor.cli_duties import add_duties
from auditor.errors import AuditorError, ExitCode

#: argparse speaks English through gettext; these are its words in ours.
_WORDS = {
    "usage: ": "用法：",
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示本帮助并退出",
    "show program's version number and exit": "显示版本号并退出",
    "the following arguments are required: %s": "缺少参数：%s",
    "unrecognized arguments: %s": "不认识的参数：%s",
    "argument %(argument_name)s: %(message)s": "参数 %(argument_name)s：%(message)s",
    "expected one argument": "后面要有一个值",
    "expected at least one argument": "后面至少要有一个值",
    "invalid choice: %(value)r (choose from %(choices)s)": "无效的取值 %(value)r（可选：%(choices)s）",
    "invalid %(type)s value: %(value)r": "取值 %(value)r 的类型不对（应为 %(type)s）",
    "ambiguous option: %(option)s could match %(matches)s": "选项 %(option)s 不明确，可能是 %(matches)s",
    "subcommands": "命令",
}
_BROWSER_USE = ("auto", "never", "always")
_SWITCH = ("on", "off")
_SEVERITIES = ("info", "minor", "major", "critical")
_LEVELS = ("county", "township", "department")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise AuditorError(f"{message}。用 {self.prog} --help 查看用法")


def build_parser() -> _Parser:
    """The whole command line; no command module is imported."""
    argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]
    parser = _Parser(
        prog="auditor",
        description="按基层政务公开标准检查政府门户网站，生成差距报告。",
        epilog="退出码：0 没有达到 --fail-on 的问题；1 有问题；2 用法、配置或环境错误；3 网站无法判定；4 程序内部错误。",
    )
    parser.add_argument(
        "--version", action="version", version=f"portal-auditor {__version__}", help="显示版本号并退出"
    )
    parser.add_argument("--debug", action="store_true", help="出错时显示完整的调用栈")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    _add_run(commands)
    _add_stages(commands)
    _add_catalog(commands)
    _add_match(commands)
    add_duties(commands)
    return parser


def _add_run(commands: argparse._SubParsersAction[_Parser]) -> None:
    run = commands.add_parser("run", help="抓取、判定并生成报告（主命令）")
    _add_target(run)
    _add_judging(run)
    _add_verdict(run)
    crawl = commands.add_parser("crawl", help="只抓取，封存快照")
    _add_target(crawl)
    _add_newmedia(commands)


def _add_newmedia(commands: argparse._SubParsersAction[_Parser]) -> None:
    media = commands.add_parser(
        "newmedia", help="检查政务新媒体账号：从门户和登记表找到账号，读取公开的发文，判定并生成报告"
    )
    _add_portal(media)
    _add_judging(media)
    _add_verdict(media)
    media.add_argument(
        "--register",
        metavar="文件",
        help="账号登记表（.yml 或 .xlsx；默认为网站配置文件旁边的 <代码>.media.yml 或 .xlsx）",
    )
    media.add_argument(
        "--write-register", metavar="文件", help="另把找到的账号写成供填写的登记表（.xlsx，不覆盖已有文件）"
    )


def _add_portal(parser: _Parser) -> None:
    parser.add_argument(
        "target",
        metavar="目标",
        help="县（市、区）代码、网址、样例名称、已保存网站的目录，或网站配置文件（.yml）",
    )
    parser.add_argument("--base-url", metavar="网址", help="目标为已保存网站的目录时，它原来的首页网址")
    parser.add_argument("--out", metavar="目录", default="out", help="输出目录（默认 out）")


def _add_verdict(parser: _Parser) -> None:
    parser.add_argument(
        "--fail-on",
        choices=_SEVERITIES,
        default="minor",
        help="达到此严重程度的问题使退出码为 1（默认 minor）",
    )
    parser.add_argument("--json", action="store_true", help="把 audit.json 输出到标准输出，不打印摘要")


def _add_target(parser: _Parser) -> None:
    _add_portal(parser)
    parser.add_argument(
        "--level", choices=_LEVELS, help="网站级别：县级、乡级、部门（默认按配置，否则 county）"
    )
    parser.add_argument("--max-pages", type=_positive, metavar="N", help="最多抓取的页面数（默认 3000）")
    parser.add_argument(
        "--update", action="store_true", help="在上一次完整抓取的基础上，只问可能已变化的内容（夜间复查用）"
    )
    parser.add_argument(
        "--browser",
        choices=_BROWSER_USE,
        default="auto",
        help="浏览器：auto 只渲染 HTTP 无法判断的页面（默认），never 不用，always 渲染全部导航和列表页",
    )
    _add_probes(parser)


def _add_probes(parser: _Parser) -> None:
    parser.add_argument(
        "--probes",
        choices=_SWITCH,
        default="on",
        help="主动探查：on 试用站内搜索、询问表单所指的地址有没有应答（默认），off 不做；从不提交表单",
    )


def _add_judging(parser: _Parser) -> None:
    parser.add_argument(
        "--today", type=_iso_date, metavar="日期", help="判定日期 YYYY-MM-DD（默认为抓取当天）"
    )
    parser.add_argument("--profile", metavar="名称", help="判定方案（默认按配置，否则 national）")


def _add_stages(commands: argparse._SubParsersAction[_Parser]) -> None:
    audit = commands.add_parser("audit", help="判定一个快照，写出 audit.json")
    audit.add_argument("snapshot", metavar="快照", help="快照目录，或含有 snapshot 的运行目录")
    audit.add_argument("--level", choices=_LEVELS, help="网站级别（默认与抓取时相同）")
    _add_judging(audit)
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
        choices=_BROWSER_USE[:2],
        default="auto",
        help="浏览器：auto 需要时使用（默认），never 不用",
    )
    _add_portal_tools(commands)
    commands.add_parser("schema", help="输出 audit.json 的 JSON Schema")


def _add_portal_tools(commands: argparse._SubParsersAction[_Parser]) -> None:
    record = commands.add_parser("record", help="把一个门户网站录成样例（遮盖个人信息）")
    record.add_argument("url", metavar="网址", help="门户网站首页的网址，或网站代码")
    record.add_argument("--name", metavar="名称", required=True, help="样例名称：小写字母、数字和 -")
    record.add_argument("--out", metavar="目录", default="cases", help="样例目录的上级（默认 cases）")
    record.add_argument("--max-pages", type=_positive, metavar="N", help="最多抓取的页面数（默认 3000）")
    record.add_argument("--keep-names", action="store_true", help="保留表格中的人名（默认遮盖）")
    _add_probes(record)
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
    new.add_argument("--level", choices=_LEVELS, help="网站级别（默认按名称判断）")
    new.add_argument("--name", metavar="名称", help="网站名称（默认取自首页）")
    new.add_argument("--folder", metavar="目录", help="全部网站配置文件的目录（默认 spiders/portals）")


def _add_catalog(commands: argparse._SubParsersAction[_Parser]) -> None:
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


def _add_match(commands: argparse._SubParsersAction[_Parser]) -> None:
    match = commands.add_parser("match", help="把栏目、领域、事项的名称与标准匹配，每个名称输出一行 JSON")
    match.add_argument("names", metavar="名称", nargs="*", help="网站上的名称，可写多个")
    match.add_argument(
        "--context", metavar="上级", help="名称的上级：面包屑（用 > » / - | 等分隔）或网址路径"
    )
    match.add_argument("--file", metavar="表", help="名称表（UTF-8，表头 name<Tab>context），代替逐个书写")


def _positive(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,6}", text):
        raise argparse.ArgumentTypeError(f"应为正整数，收到“{text}”")
    return int(text)


def _iso_date(text: str) -> str:
    from datetime import date

    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError:
            pass
    raise argparse.ArgumentTypeError(f"日期应写成 YYYY-MM-DD（例如 2026-06-15），收到“{text}”")


def main(argv: Sequence[str] | None = None) -> int:
    """Entry point of ``auditor``; returns the exit code (see :class:`auditor.errors.ExitCode`)."""
    debug = "--debug" in (sys.argv if argv is None else argv)
    try:
        options = build_parser().parse_args(argv)
        command = importlib.import_module(f"auditor.commands.{options.command.replace('-', '_')}")
        return int(command.run(options))
    except AuditorError as error:
        print(f"错误：{error.message}", file=sys.stderr)
        return int(error.exit_code)
    except KeyboardInterrupt:
        print("已中断；已抓取的内容会保留，用同一命令可继续。", file=sys.stderr)
        return int(ExitCode.NOT_JUDGED)
    except BrokenPipeError:
        # The reader of our output left; keep the interpreter from complaining when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.CLEAN)
    except Exception as error:  # the last line of defence: a user never meets a traceback
        if debug:
            raise
        print(
            f"程序内部错误：{type(error).__name__}: {error}。加 --debug 可查看调用栈，请把它报告给开发者。",
            file=sys.stderr,
        )
        return int(ExitCode.INTERNAL)


if __name__ == "__main__":
    sys.exit(main())
