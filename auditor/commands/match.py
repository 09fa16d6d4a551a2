"""``auditor match``: what published names are, one JSON line a name. The same ladder that the audit climbs."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from auditor import codec
from auditor.catalog import Standard, load_standard
from auditor.errors import AuditorError, ExitCode
from auditor.match import asked, match_names
from auditor.model import Candidate, Decision

#: Rows matched at a time: enough for one scoring to pay, little enough for any file.
_BATCH = 10_000
_HEADER = ("name", "context")


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the output; ``context`` as it was given."""

    name: str
    context: str
    decision: Decision
    id: str | None
    title: str | None
    method: str
    score: float
    runners_up: tuple[Candidate, ...]


def run(arguments: argparse.Namespace) -> int:
    if arguments.file and (arguments.names or arguments.context is not None):
        raise AuditorError("--file 不能与名称或 --context 同时使用。请只选一种写法")
    if not arguments.file and not arguments.names:
        raise AuditorError("没有要匹配的名称。请写出名称，或用 --file 给出名称表")
    standard = load_standard()
    gc.freeze()  # the standard stays: the collector need not walk through it again and again
    if arguments.file:
        path = Path(arguments.file)
        for _ in rows(path):  # the whole file is checked before the first line is answered
            pass
        asked_rows: Iterator[tuple[str, str]] = rows(path)
    else:
        asked_rows = ((name, arguments.context or "") for name in arguments.names)
    for answer in answers(asked_rows, standard):
        sys.stdout.buffer.write(codec.encode(answer) + b"\n")
    sys.stdout.buffer.flush()
    return ExitCode.CLEAN


def answers(asked_rows: Iterable[tuple[str, str]], standard: Standard) -> Iterator[Answer]:
    """One answer for each (name, context), in the same order."""
    source = iter(asked_rows)
    while batch := list(islice(source, _BATCH)):
        matches = match_names([asked(name, context, standard) for name, context in batch], standard)
        for (name, context), match in zip(batch, matches, strict=True):
            yield Answer(
                name,
                context,
                match.decision,
                match.id,
                match.title,
                match.method,
                match.score,
                match.runners_up,
            )


def rows(path: Path) -> Iterator[tuple[str, str]]:
    """The rows of a table ``name<TAB>context`` (UTF-8, with a header). AuditorError names file and line."""
    try:
        with path.open("rb") as file:
            number = 0
            for number, raw in enumerate(file, 1):
                cells = tuple(_text(raw, path, number).rstrip("\r\n").split("\t"))
                if number == 1:
                    if tuple(cell.strip() for cell in cells) != _HEADER:
                        raise AuditorError(
                            f"{path}:1：表头应为 name<Tab>context，实为“{'<Tab>'.join(cells)[:60]}”。请改正第一行"
                        )
                    continue
                if len(cells) != len(_HEADER):
                    raise AuditorError(
                        f"{path}:{number}：应有 2 列（名称<Tab>上级），实有 {_width(cells)} 列。没有上级时也要保留制表符"
                    )
                yield cells[0], cells[1]
            if number == 0:
                raise AuditorError(f"{path}:1：文件没有内容。第一行应为 name<Tab>context")
    except IsADirectoryError:
        raise AuditorError(f"{path}：这是目录，需要一个文本文件。请给出文件的路径") from None
    except FileNotFoundError:
        raise AuditorError(f"{path}：文件不存在。请检查路径是否写对") from None
    except OSError as error:
        raise AuditorError(f"{path}：文件无法读取（{error.strerror or error}）。请检查文件权限") from None


def _text(raw: bytes, path: Path, number: int) -> str:
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise AuditorError(f"{path}:{number}：不是 UTF-8 编码。请另存为 UTF-8 后再试") from None


def _width(cells: tuple[str, ...]) -> int:
    return 0 if cells == ("",) else len(cells)
