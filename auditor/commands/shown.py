"""Tables of commands: a rich one on a terminal, plain lines with tabs when piped."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def print_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], wide: Sequence[int] = (), title: str = ""
) -> None:
    """``wide``: indexes of the columns that share what room is left; the others are never wrapped."""
    if not sys.stdout.isatty():
        if title:
            print(title)
        for row in (heads, *rows):
            print("\t".join(" ".join(cell.split()) for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, title=title, title_justify="left")
    for number, head in enumerate(heads):
        table.add_column(
            head, no_wrap=number not in wide, overflow="fold", ratio=1 if number in wide else None
        )
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)
