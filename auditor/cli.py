"""The command line. Parsing only: each command's work is in ``auditor.commands``, imported when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from auditor import __version__
from auditor.arguments.crawling import add_crawling
from auditor.arguments.decisions import add_decisions
from auditor.arguments.duties import add_duties
from auditor.arguments.fleet import add_fleet
from auditor.arguments.history import add_history
from auditor.arguments.letters import add_letters
from auditor.arguments.publishing import add_publishing
from auditor.arguments.stages import add_stages
from auditor.arguments.standard import add_standard
from auditor.arguments.storing import add_storing
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


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise AuditorError(f"{message}。用 {self.prog} --help 查看用法")


def build_parser() -> _Parser:
    """The whole command line; no command module is imported."""
    argparse._ = lambda text: _WORDS.get(text, text)  # type: ignore[attr-defined]
    parser = _Parser(
        prog="auditor",
        description="按基层政务公开标准检查政府门户网站，生成差距报告。",
        epilog=(
            "退出码：0 没有达到 --fail-on 的问题；1 有问题；2 用法、配置或环境错误；"
            "3 网站无法判定，或有消息未送达；4 程序内部错误。"
        ),
    )
    parser.add_argument(
        "--version", action="version", version=f"portal-auditor {__version__}", help="显示版本号并退出"
    )
    parser.add_argument("--debug", action="store_true", help="出错时显示完整的调用栈")
    commands = parser.add_subparsers(dest="command", metavar="命令", required=True)
    for add in (
        add_crawling,
        add_stages,
        add_decisions,
        add_publishing,
        add_letters,
        add_standard,
        add_duties,
        add_fleet,
        add_history,
        add_storing,
    ):
        add(commands)
    return parser


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
