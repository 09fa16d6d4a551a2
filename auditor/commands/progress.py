"""How a crawl's progress looks: a bar on a terminal, a plain line per phase elsewhere. Always on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from auditor.crawl.job import Progress

_PHASES = {
    "home": "首页",
    "probe": "不存在的地址（看网站如何应答）",
    "lists": "列表翻页",
    "navigation": "栏目",
    "list-pages": "列表翻页",
    "list-page": "列表翻页",
    "articles": "文章",
    "article": "文章",
    "attachments": "附件",
    "attachment": "附件",
    "targets": "表单所指地址的应答",
    "search": "站内搜索",
    "media-home": "首页",
    "media-pages": "列出账号的页面",
    "media-pictures": "可能是二维码的图片",
    "media-accounts": "新媒体账号",
    "done": "完成",
}


@contextmanager
def shown() -> Iterator[Callable[[Progress], None]]:
    """Gives the callback that a crawl reports to."""
    if sys.stderr.isatty():
        with _bar() as callback:
            yield callback
    else:
        yield _Lines()


class _Lines:
    def __init__(self) -> None:
        self.phase = ""

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self.phase:
            self.phase = progress.phase
            name = _PHASES.get(progress.phase, progress.phase)
            print(f"正在读取{name}……已读 {progress.done} 个，失败 {progress.failed} 个", file=sys.stderr)


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("抓取", total=None)

        def update(progress: Progress) -> None:
            name = _PHASES.get(progress.phase, progress.phase)
            text = f"{name}（失败 {progress.failed}）"
            bar.update(
                task, completed=progress.done, total=max(progress.known, progress.done), description=text
            )

        yield update
