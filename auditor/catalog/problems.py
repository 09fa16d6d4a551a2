"""A fault in a data file, as a value: loading stops at the first, ``auditor catalog check`` shows all."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from auditor.errors import AuditorError
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath


@dataclass(frozen=True, slots=True)
class Problem:
    """``where`` is ``file:line``, or sheet, row and column of a worksheet."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where}：{self.message}"


Problems = Iterator[Problem]


def at(file: Located[Any], path: KeyPath, message: str) -> Problem:
    return Problem(file.where(*path), message)


def stop_at_first(problems: Iterable[Problem]) -> None:
    """Raise the first problem as an AuditorError."""
    for problem in problems:
        raise AuditorError(str(problem))


def near(wrong: str, known: Iterable[str]) -> str:
    """A hint that names the ids most like ``wrong``."""
    found = difflib.get_close_matches(wrong, sorted(known), n=3, cutoff=0.6)
    return f"是否想写“{'”“'.join(found)}”？" if found else "请改成已有的编号"
