"""Inputs that look like what readers get, and go wrong where strangers go wrong: texts of a reader's own words, markup, tables,
dates, archives, workbooks."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
from hypothesis import strategies as st

from bench.fuzz.reader import Reader

#: Characters that break parsers: ends, quotes, brackets, half characters, digits of other scripts, marks of direction.
_TROUBLE = "\x00\t\n\r \"'`<>&;:,.()[]{}\\/|#%@=+-*?!$^~_0179aZ年月日〇零十２²½Ⅳ\u200b\u202e\ufeff\ufffd\ud800\U0001f600"
_CHARS = st.one_of(st.sampled_from(_TROUBLE), st.characters())


def texts(max_size: int = 60) -> st.SearchStrategy[str]:
    return st.text(_CHARS, max_size=max_size)


def inputs(reader: Reader) -> st.SearchStrategy[bytes]:
    """Bytes for one reader: words of its own among anything, or a seed with a piece exchanged."""
    seeds = [seed[: reader.most] for seed in reader.seeds()]
    words = st.sampled_from([word.encode("utf-8", "surrogatepass") for word in reader.words] or [b""])
    pieces = st.one_of(
        words, st.binary(max_size=12), texts(12).map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
    mixed = st.lists(pieces, max_size=25).map(b"".join)
    return st.one_of(
        mixed, st.builds(_exchanged, st.sampled_from(seeds), st.floats(0, 1), st.integers(0, 40), mixed)
    )


def _exchanged(seed: bytes, where: float, cut: int, piece: bytes) -> bytes:
    place = int(where * len(seed))
    return seed[:place] + piece + seed[place + cut :]


_TAGS = "div span p ul li table tr td th a b br h1 form input select textarea iframe svg template script style".split()
_ATTRIBUTES = "class id href src style onclick name value rowspan colspan action type title data-url".split()
_VALUES = st.one_of(
    texts(20),
    st.sampled_from(
        ["nav", "list", "1e9", "-1", "99999", "javascript:void(0)", "display:none", "//x/", "../..", "?a=1#2"]
    ),
)


def markup() -> st.SearchStrategy[str]:
    """A page whose tags are not always closed, nor attributes quoted."""
    attribute = st.builds(
        "{}={q}{}{q}".format, st.sampled_from(_ATTRIBUTES), _VALUES, q=st.sampled_from(["'", '"', ""])
    )
    opening = st.builds(
        lambda tag, given: f"<{tag} {' '.join(given)}>",
        st.sampled_from(_TAGS),
        st.lists(attribute, max_size=3),
    )
    closing = st.sampled_from(_TAGS).map("</{}>".format)
    comment = st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "<!DOCTYPE html>", "<?xml version='1.0'?>", "<!>"]
    )
    return st.lists(st.one_of(opening, opening, closing, comment, texts(15)), max_size=40).map("".join)


def archives() -> st.SearchStrategy[bytes]:
    """Zip files under the names that Office uses, and names that want out of their folder."""
    names = st.sampled_from(
        [
            "word/document.xml",
            "xl/workbook.xml",
            "mimetype",
            "OFD.xml",
            "content.xml",
            "../../etc/passwd",
            "/abs",
            "a\\..\\b",
            "",
        ]
    )
    contents = st.one_of(st.binary(max_size=200), markup().map(lambda text: text.encode("utf-8", "replace")))
    return st.builds(
        _packed, st.lists(st.tuples(names, contents), max_size=5), st.floats(0, 1), st.binary(max_size=4)
    )


def _packed(entries: list[tuple[str, bytes]], where: float, piece: bytes) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in dict(entries).items():
            archive.writestr(name or "0", content)
    data = stream.getvalue()
    place = int(where * len(data))
    return data[:place] + piece + data[place + len(piece) :]


def workbooks() -> st.SearchStrategy[bytes]:
    """xlsx files of any cells, formulas and errors among them, with a part of their bytes exchanged."""
    cells = st.one_of(
        texts(12).map(_printable), st.integers(), st.floats(), st.sampled_from(["=1+1", "#REF!", None])
    )
    return st.builds(
        _book, st.lists(st.lists(cells, max_size=4), max_size=4), st.integers(0, 4000), st.binary(max_size=3)
    )


def _printable(text: str) -> str:
    return "".join(char for char in text if char.isprintable())


def _book(rows: list[list[object]], place: int, piece: bytes) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = BytesIO()
    book.save(stream)
    data = stream.getvalue()
    return data[:place] + piece + data[place + len(piece) :]
