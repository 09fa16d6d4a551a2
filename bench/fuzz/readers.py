"""All readers of what strangers send, each with its promise."""

from __future__ import annotations

from bench.fuzz import files_read, pages_read, texts_read, written_read
from bench.fuzz.reader import Reader

READERS: dict[str, Reader] = {
    reader.name: reader
    for reader in (*texts_read.READERS, *pages_read.READERS, *files_read.READERS, *written_read.READERS)
}
