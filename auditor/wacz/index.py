"""The index of a WACZ: which answer stands where in which archive (CDXJ in gzip blocks, with an index of the blocks)."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from cdxj_indexer.main import CDXJIndexer
from warcio.exceptions import ArchiveLoadFailed

from auditor.errors import AuditorError

DATA, BLOCKS = "index.cdx.gz", "index.idx"
_CHUNK = 1 << 20

#: A record of an archive: the name of its file, and where it begins.
Record = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Index:
    """``data`` is the CDXJ in gzip blocks, ``blocks`` says which addresses are in which."""

    data: bytes
    blocks: bytes


class _Indexer(CDXJIndexer):  # type: ignore[misc]
    """Only the answers that are wanted: an archive carried over from an earlier night holds others, too."""

    def __init__(self, *arguments: Any, wanted: frozenset[Record], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._wanted = wanted

    def _write_line(self, out: Any, index: dict[str, Any], record: Any, filename: str) -> None:
        if (index["filename"], int(index["offset"])) in self._wanted:
            super()._write_line(out, index, record, filename)


def build_index(archives: Iterable[Path], wanted: frozenset[Record]) -> Index:
    """Index the wanted records of some archives. Equal archives give equal bytes. AuditorError when one is damaged."""
    paths = [str(path) for path in archives]
    data, blocks = BytesIO(), StringIO()
    indexer = _Indexer(
        blocks,
        paths,
        wanted=wanted,
        sort=True,
        post_append=True,
        digest_records=True,
        compress=data,
        data_out_name=DATA,
    )
    try:
        for path in paths:
            _check(path)
        indexer.process_all()
    except (ArchiveLoadFailed, OSError, ValueError, EOFError, zlib.error) as error:
        raise AuditorError(f"快照的存档已损坏（{Path(paths[0]).parent}）：{error}；请重新抓取") from error
    return Index(data.getvalue(), blocks.getvalue().encode())


def _check(path: str) -> None:
    """Raises OSError, EOFError or zlib.error unless every member is whole by its check sum. The indexer skips what it
    cannot read, and would pass a damaged record on."""
    with gzip.open(path) as archive:
        while archive.read(_CHUNK):
            pass
