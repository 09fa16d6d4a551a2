"""Reads one document in a process of its own, with a bound on memory and time that no file can talk its way out of.

The libraries that read spreadsheets and PDFs allocate what a file tells them to: two cells at opposite corners of a
sheet are seventeen thousand million cells. Here the worst that a file can do is to end its reader.

``python -m auditor.documents.child KIND < document`` writes one JSON object: ``grids`` and ``text``, or ``reason``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable

from auditor.confined import Ended, ask_child, confine
from auditor.documents.content import Content
from auditor.documents.limits import MAX_MEMORY, MAX_SECONDS, Unreadable
from auditor.model import Grid

DAMAGED = "文件已损坏或内容不规范，无法读取"
_TOO_SLOW = "文件过于复杂，未能在规定时间内读完"
_TOO_MUCH = "文件过于复杂或已损坏，读取时超出内存限制或中断"


def read_apart(kind: str, data: bytes) -> Content:
    """The tables and first lines of a document, read by a child. Raises Unreadable."""
    try:
        answer = ask_child("auditor.documents.child", kind, data=data, seconds=MAX_SECONDS)
    except Ended as error:
        raise Unreadable(_TOO_SLOW if error.late else _TOO_MUCH) from error
    if "reason" in answer:
        raise Unreadable(str(answer["reason"]))
    grids = tuple(
        Grid(tuple(tuple(map(_whole, row)) for row in rows), _whole(name), where, tuple(breaks))
        for rows, name, where, breaks in answer["grids"]
    )
    return Content(grids, _whole(str(answer["text"])))


def _whole(text: str) -> str:
    """Half characters (lone surrogates), which a broken font map gives, would spoil the audit document."""
    return text.encode("utf-8", "replace").decode("utf-8")


def reader(kind: str) -> Callable[[bytes], Content]:
    """What reads a kind, imported only when it is needed: most take longer to import than to read."""
    if kind == "pdf":
        from auditor.documents import pdf

        return pdf.read
    if kind == "docx":
        from auditor.documents import word

        return word.read
    from auditor.documents import sheets

    return sheets.read_old if kind == "xls" else sheets.read_archive


def answer_to(kind: str, data: bytes) -> dict[str, object]:
    try:
        content = reader(kind)(data)
    except Unreadable as error:
        return {"reason": error.reason}
    except MemoryError:
        return {"reason": "文件过于复杂，读取时超出内存限制"}
    except BaseException:  # noqa: BLE001 - readers written in Rust panic with an exception of their own kind
        return {"reason": DAMAGED}
    grids = [(grid.rows, grid.name, grid.where, grid.breaks) for grid in content.grids]
    return {"grids": grids, "text": content.text}


def main() -> None:
    confine(MAX_MEMORY)
    json.dump(answer_to(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main()
