"""What a reader promises, as a value that random tests, a fuzzer and the replay of old findings share."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "fixtures"
#: Seeds larger than this (bytes) slow a fuzzer down more than they teach it.
_SEED_BYTES = 48_000
_SEEDS = 40


@dataclass(frozen=True, slots=True)
class Reader:
    """``read`` takes any bytes, and raises nothing but ``declared``. ``seeds`` gives inputs to begin with, ``words`` what the
    fuzzer may put in; ``most`` is the longest input that it makes (bytes)."""

    name: str
    what: str
    read: Callable[[bytes], object]
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[str, ...] = ()
    declared: tuple[type[BaseException], ...] = ()
    most: int = 4096

    def __call__(self, data: bytes) -> None:
        """Give ``data`` to the reader. Whatever it may not raise goes through."""
        try:
            self.read(data)
        except self.declared:
            return


def text_of(data: bytes) -> str:
    """Any bytes as a text, half characters (lone surrogates) included, which JSON and scripts may name."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def split(data: bytes, parts: int) -> list[bytes]:
    """``data`` cut at its first NUL bytes into so many parts, empty ones at the end when it has too few."""
    found = data.split(b"\0", parts - 1)
    return found + [b""] * (parts - len(found))


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="auditor-fuzz-")


def as_file(data: bytes, name: str) -> Path:
    """``data`` as a file that goes with the process: for readers that open a path themselves."""
    path = Path(_folder().name, name)
    path.write_bytes(data)
    return path


def files(*patterns: str) -> Callable[[], Iterable[bytes]]:
    """Seeds: small files below ``fixtures`` and the repository that match, evenly taken from all of them."""

    def read() -> Iterable[bytes]:
        paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]
        small = [path for path in paths if path.stat().st_size <= _SEED_BYTES]
        for path in small[:: max(1, len(small) // _SEEDS)]:
            yield path.read_bytes()

    return read


def texts(*lines: str) -> Callable[[], Iterable[bytes]]:
    """Seeds given here."""
    return lambda: (line.encode("utf-8", "surrogatepass") for line in lines)
