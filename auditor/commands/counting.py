"""One line on a terminal that counts up while something long goes on; nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable

#: So many things are done between two lines.
_STEP = 100


def counting(what: str) -> Callable[[int], None]:
    if not sys.stderr.isatty():
        return lambda done: None

    def show(done: int) -> None:
        if done % _STEP == 0:
            print(f"\r{what} {done} 个", end="", file=sys.stderr, flush=True)

    return show
