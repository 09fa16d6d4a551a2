"""``scrapy newportal URL CODE``: writes the file of a new portal. The work is that of ``AUDITOR_PORTAL_WRITER``, so that
spiders import no application."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.utils.conf import arglist_to_dict
from scrapy.utils.misc import load_object

from auditor.errors import AuditorError, ExitCode


class Command(ScrapyCommand):
    """Needs the project's settings and no crawler: the writer starts its own."""

    requires_project = True
    requires_crawler_process = False

    def syntax(self) -> str:
        return "[options] <网址> <代码>"

    def short_desc(self) -> str:
        return "读取门户首页，写出网站配置文件 spiders/portals/<省>/<代码>.yml"

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--province", metavar="省", help="省份文件夹，例如 zhejiang（默认按代码前两位）")
        parser.add_argument(
            "-a", dest="values", action="append", default=[], metavar="NAME=VALUE",
            help="其他参数，可重复：province、level、name、folder",
        )  # fmt: skip

    def run(self, args: list[str], opts: Namespace) -> None:
        try:
            print(self._write(args, opts))
        except AuditorError as error:
            sys.stderr.write(f"错误：{error.message}\n")
            self.exitcode = int(error.exit_code)

    def _write(self, args: list[str], opts: Namespace) -> str:
        if len(args) != 2:
            raise AuditorError("应给出网址和代码；请写成 scrapy newportal 网址 代码", ExitCode.USAGE)
        try:
            values = arglist_to_dict(opts.values)
        except (ValueError, UsageError):
            raise AuditorError("-a 后面应写成 名称=值，例如 -a level=county") from None
        if opts.province:
            values["province"] = opts.province
        assert self.settings is not None
        writer = load_object(self.settings["AUDITOR_PORTAL_WRITER"])
        return str(writer(args[0], args[1], **values))
