"""What was read of each page, kept beside the snapshot, so that no page is parsed twice.

``readings.bin`` is a cache: a header that names the reader, then frames of ``digest (16 bytes) · length (4 bytes) ·
zlib(packed reading)``. The digest covers the body and everything else that a reading depends on. A file of another
version of the reader, or a damaged one, is ignored; the snapshot alone always suffices.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from contextlib import suppress
from pathlib import Path
from typing import IO

from auditor import codec
from auditor.crawl.snapshot import disk_errors
from auditor.model import Fetch, PageReading

FILE = "readings.bin"
_DIGEST, _LENGTH = 16, 4
_MAX_FRAME = 50_000_000


def reading_key(fetch: Fetch) -> bytes:
    """16 bytes that stand for all that decides a reading: body, addresses, type, and whether a browser made it."""
    parts = (fetch.body_sha256, fetch.url, fetch.page, fetch.body, fetch.mime, fetch.purpose.value)
    holder = (fetch.referrer or "") if not fetch.shows else ""
    text = "\n".join((*parts, holder, "rendered" if fetch.render else ""))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


class Readings:
    """The readings of one snapshot folder that a reader named ``reader_id`` made, all of one ``kind``. Read-only."""

    def __init__(self, folder: Path, reader_id: str, kind: type[PageReading] = PageReading) -> None:
        self._kind = kind
        self._places: dict[bytes, tuple[int, int]] = {}
        self._file: IO[bytes] | None = None
        with suppress(OSError):
            self._file = (folder / FILE).open("rb")
            self._end = _scan(self._file, reader_id, self._places)

    def get(self, fetch: Fetch) -> PageReading | None:
        """The reading of an answer; None when it was not kept or cannot be read."""
        place = self._places.get(reading_key(fetch)) if self._file is not None else None
        if place is None or self._file is None:
            return None
        try:
            self._file.seek(place[0])
            return codec.unpack(zlib.decompress(self._file.read(place[1])), self._kind)
        except (OSError, ValueError, zlib.error):
            return None

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


class ReadingsWriter:
    """Appends readings. A torn last frame of a killed crawl is cut off; another reader's file is begun anew."""

    def __init__(self, folder: Path, reader_id: str) -> None:
        self._path = folder / FILE
        self._known: dict[bytes, tuple[int, int]] = {}
        with disk_errors(self._path):
            self._file = self._path.open("a+b")
            end = _scan(self._file, reader_id, self._known)
            os.truncate(self._path, end)
            if end == 0:
                self._file.write(_header(reader_id))

    def put(self, fetch: Fetch, reading: PageReading) -> None:
        """Keep a reading. AuditorError when the disk is full."""
        key = reading_key(fetch)
        packed = codec.pack(reading) if key not in self._known else None
        if packed is None:
            return
        frame = zlib.compress(packed, 1)
        self._known[key] = (0, 0)
        with disk_errors(self._path):
            self._file.write(key + len(frame).to_bytes(_LENGTH, "big") + frame)

    def close(self) -> None:
        with suppress(OSError):
            self._file.close()


class ReadingShelf:
    """The readings that a crawl may use again (of its earlier attempt, of the last snapshot) and those it keeps."""

    def __init__(
        self, folder: Path, reader_id: str, previous: Path | None, kind: type[PageReading] = PageReading
    ) -> None:
        sources = [folder] if previous is None else [folder, previous]
        self._kept = [Readings(source, reader_id, kind) for source in sources]
        self._writer = ReadingsWriter(folder, reader_id)

    def get(self, fetch: Fetch) -> PageReading | None:
        """A reading that was made before; it is kept with this crawl too."""
        for kept in self._kept:
            reading = kept.get(fetch)
            if reading is not None:
                self._writer.put(fetch, reading)
                return reading
        return None

    def put(self, fetch: Fetch, reading: PageReading) -> None:
        self._writer.put(fetch, reading)

    def close(self) -> None:
        self._writer.close()
        for kept in self._kept:
            kept.close()


def _header(reader_id: str) -> bytes:
    return f"portal-auditor-readings:1 {reader_id}\n".encode()


def _scan(stream: IO[bytes], reader_id: str, places: dict[bytes, tuple[int, int]]) -> int:
    """Fill ``places`` with key → (offset, length); gives the end of the last whole frame, 0 for a foreign file."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    header = _header(reader_id)
    if stream.read(len(header)) != header:
        return 0
    at = len(header)
    while True:
        head = stream.read(_DIGEST + _LENGTH)
        length = int.from_bytes(head[_DIGEST:], "big")
        start = at + _DIGEST + _LENGTH
        if len(head) < _DIGEST + _LENGTH or length > _MAX_FRAME or start + length > size:
            return at
        places[head[:_DIGEST]] = (start, length)
        at = start + length
        stream.seek(at)
