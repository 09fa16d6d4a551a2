"""Hundreds of megabytes of spaces, compressed in no time: one megabyte is packed once and repeated.

After a full flush a block of deflate needs nothing that came before it, so the same bytes may follow themselves.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache

MEGABYTE = 1_000_000
_LAST = b"\x03\x00"  # an empty last block


@dataclass(frozen=True, slots=True)
class Packed:
    """``raw`` is deflate without header; ``size`` bytes come of it, with these checksums."""

    raw: bytes
    size: int
    crc: int
    adler: int

    def as_gzip(self) -> bytes:
        return (
            b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + self.raw + struct.pack("<II", self.crc, self.size & 0xFFFFFFFF)
        )

    def as_zlib(self) -> bytes:
        return b"\x78\x9c" + self.raw + struct.pack(">I", self.adler)

    def in_zip(self, name: str, others: dict[str, bytes]) -> bytes:
        """A zip of ``others`` and, under ``name``, of this."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for other, content in others.items():
                archive.writestr(zipfile.ZipInfo(other), content, zipfile.ZIP_DEFLATED)
            # Written as if it were stored; what its headers say of it is put right afterwards.
            archive.writestr(zipfile.ZipInfo(name), self.raw, zipfile.ZIP_STORED)
        data = bytearray(out.getvalue())
        sizes = struct.pack("<III", self.crc, len(self.raw), self.size)
        for mark, method, sums in ((b"PK\x03\x04", 8, 14), (b"PK\x01\x02", 10, 16)):
            at = data.rindex(mark)
            data[at + method : at + method + 2] = struct.pack("<H", zipfile.ZIP_DEFLATED)
            data[at + sums : at + sums + 12] = sizes
        return bytes(data)


@lru_cache(maxsize=4)
def spaces(megabytes: int) -> Packed:
    """So many megabytes of spaces."""
    block = b" " * MEGABYTE
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    once = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    crc, adler = 0, 1
    for _ in range(megabytes):
        crc, adler = zlib.crc32(block, crc), zlib.adler32(block, adler)
    return Packed(once * megabytes + _LAST, megabytes * MEGABYTE, crc, adler)
