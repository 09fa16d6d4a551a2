"""One portal that grows: by pages (columns with their articles) and by columns alone."""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import Process, Queue
from pathlib import Path

from auditor import outputs
from auditor.crawl.snapshot import SnapshotReader
from bench.scale.curve import Curve, Point
from bench.scale.pages import ARTICLES, CHANNEL, page
from bench.speed import measure

#: An article of a column; with the address that it has, by its day, in every column.
_OWN, _SHARED = re.compile(r"href='\./t(\d{8})_\d+\.html"), r"href='/a/a/t\1_0.html"
#: Answers besides columns, their channels and articles: home page, site map, robots, probes.
_BESIDES = 20


class Incomplete(Exception):
    """An audit that did not see the whole portal, or failed: its figures mean nothing."""


def by_pages(sizes: Sequence[int]) -> Curve:
    """Columns with twenty articles each, so many that all answers together are about ``size``."""
    points = tuple(_measured(size // (ARTICLES + 1), own_articles=True) for size in sizes)
    what = (
        f"Columns of {ARTICLES} articles; everything is crawled, sealed, judged and reported by `auditor run`. CPU is that of "
        "all its processes, with the start of the command."
    )
    return Curve("Pages", "page", what, points)


def by_columns(sizes: Sequence[int]) -> Curve:
    """So many columns of twenty rows whose articles are always the same: nothing grows but the columns."""
    points = tuple(_measured(size, own_articles=False) for size in sizes)
    what = (
        f"Columns of {ARTICLES} rows which all lead to the same articles: nearly every page is another column to match and to "
        "judge."
    )
    return Curve("Columns", "column", what, points)


def _measured(columns: int, *, own_articles: bool) -> Point:
    """One audit; its unit is the page with ``own_articles``, else the column."""
    with _served(columns, own_articles) as port, tempfile.TemporaryDirectory(prefix="scale-") as folder:
        command = [
            sys.executable, "-m", "auditor.cli", "run", f"http://127.0.0.1:{port}/", "--out", folder,
            "--max-pages", str(columns * (ARTICLES + 2) + 1000), "--today", "2026-06-01", "--browser", "never",
        ]  # fmt: skip
        audit = measure.run(command)
        if audit.code not in (0, 1):
            raise Incomplete(f"auditor run ended with {audit.code} at {columns} columns")
        answers = _answers(Path(folder))
    pages = columns * (ARTICLES + 1) if own_articles else columns + ARTICLES
    least = pages + columns // CHANNEL
    if not least <= answers <= least + _BESIDES:
        raise Incomplete(f"{answers} answers instead of {least} at {columns} columns")
    units = answers if own_articles else columns
    return Point(units, audit.cpu, audit.peak, audit.seconds)


def _answers(out: Path) -> int:
    [audit] = out.glob(f"*/*/{outputs.AUDIT}")
    with SnapshotReader(audit.parent / outputs.SNAPSHOT) as reader:
        return sum(fetch.status == 200 for fetch in reader.fetches())


# ── the server ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _served(columns: int, own_articles: bool) -> Iterator[int]:
    """The port of a process that serves the portal while in use."""
    ports: Queue[int] = Queue()
    server = Process(target=_serve, args=(columns, own_articles, ports), daemon=True)
    server.start()
    try:
        yield ports.get(timeout=30)
    finally:
        server.kill()
        server.join()


def _serve(columns: int, own_articles: bool, ports: Queue[int]) -> None:
    def answer(target: str) -> bytes:
        text = page(target.split("?")[0], columns)
        if text is not None and not own_articles:
            text = _OWN.sub(_SHARED, text)
        body = (text or "<html><body>404</body></html>").encode()
        status = "200 OK" if text else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                method, target, _ = request.split(" ", 2)
                data = answer(target)
                writer.write(data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if method == "HEAD" else data)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(connected, "127.0.0.1", 0)
        ports.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())
