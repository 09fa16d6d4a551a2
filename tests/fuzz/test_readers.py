"""No reader raises what it has not declared, whatever strangers send; what a fuzzer once found stays mended."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.fuzz.reader import Reader
from bench.fuzz.readers import READERS
from tests.fuzz.strategies import archives, inputs, markup

CASES = sorted(path for path in (Path(__file__).parent / "cases").rglob("*") if path.is_file())
#: The same inputs in every run, and no database of examples in the working folder: a failure here is one everywhere.
RANDOM = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
#: Readers of whole pages and files take milliseconds for an input.
FEWER = settings(RANDOM, max_examples=25)
SLOW = frozenset({"page", "part", "media", "pdf", "docx", "workbook", "scrub"})
#: CPU seconds that no short input may take; most take a thousandth of it.
MOST = 5.0


def read(reader: Reader, data: bytes) -> None:
    assert cost(reader, data) < MOST


@pytest.mark.parametrize("name", READERS)
def test_anything_is_read_or_refused(name: str) -> None:
    reader = READERS[name]

    @(FEWER if name in SLOW else RANDOM)
    @given(inputs(reader))
    def check(data: bytes) -> None:
        read(reader, data)

    check()


@pytest.mark.parametrize("name", READERS)
def test_seeds_are_read(name: str) -> None:
    """Else the fuzzers would start from nothing."""
    seeds = list(READERS[name].seeds())
    assert seeds
    for data in (b"", b"\0", b"\0" * 9, *seeds[::4]):
        read(READERS[name], data)


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_was_found_stays_mended(path: Path) -> None:
    read(READERS[path.parent.name], path.read_bytes())


@pytest.mark.parametrize("name", ["page", "part", "table", "html-file", "media", "scrub"])
def test_markup_of_any_shape(name: str) -> None:
    @FEWER
    @given(st.sampled_from([b"\0", b"\0api\0", b"weibo\0m.weibo.cn/a\0text/html\0"]), markup())
    def check(head: bytes, text: str) -> None:
        read(READERS[name], head + text.encode("utf-8", "surrogatepass"))

    check()


@pytest.mark.parametrize("name", ["kind", "archive", "workbook"])
def test_archives_of_any_shape(name: str) -> None:
    @FEWER
    @given(archives())
    def check(data: bytes) -> None:
        read(READERS[name], data)

    check()


#: What a reader meets most often when somebody wants to keep it busy: one thing, again and again.
_PIECES = (
    "<div>",
    "<!--",
    "<![CDATA[",
    "<a ",
    "<td rowspan=99>",
    "<script>",
    "[",
    "{",
    "(",
    "'",
    '"',
    "=",
    "a",
    "1",
    " ",
    "年",
    "-",
)


#: Where a repeated piece begins to count, for readers whose input has parts.
_HEADS = {
    "page": b"\0",
    "part": b"\0api\0",
    "media": b"weibo\0m.weibo.cn/a\0text/html\0",
    "yaml": b"\4",
    "charset": b"\0",
}
#: Bytes of one kind, and CPU seconds above which it is looked whether they grow with the square.
#: A repair of a bounded length may be slow up to its bound (32,768 characters); a quarter of this is near it.
LENGTH, NOTABLE = 96_000, 1.0


@pytest.mark.parametrize("name", READERS)
def test_repetition_costs_no_square_of_its_length(name: str) -> None:
    """Each piece and each of the reader's own words again and again: four times as many may cost four times as much, not
    sixteen times. The one bound is on CPU time of this process, compared with itself."""
    reader = READERS[name]
    head = _HEADS.get(name, b"")
    for piece in dict.fromkeys((*_PIECES, *reader.words)):
        data = piece.encode("utf-8", "surrogatepass")
        whole = head + data * (LENGTH // len(data))
        if (spent := cost(reader, whole)) > NOTABLE:
            part = head + data * (LENGTH // 4 // len(data))
            growth = spent / max(cost(reader, part), 0.001)
            if growth >= 10:  # once more: the garbage of another test may have been counted
                growth = cost(reader, whole) / max(cost(reader, part), 0.001)
            assert growth < 10, (
                f"{piece!r} costs {growth:.0f} times as much when there is four times as much of it"
            )


def cost(reader: Reader, data: bytes) -> float:
    begun = time.process_time()
    reader(data)
    return time.process_time() - begun
