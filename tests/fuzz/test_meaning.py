"""What is written in a known way is read as it was meant, over many invented examples."""

from __future__ import annotations

import zipfile
from datetime import date, timedelta
from io import BytesIO

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor import codec, strict_yaml, urls
from auditor.documents import read_tables
from auditor.errors import AuditorError
from auditor.extract import charset, dates, dom, tables
from tests.fuzz.strategies import archives, texts, workbooks
from tests.fuzz.test_readers import FEWER, RANDOM

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FORMS = (
    "{y}年{m}月{d}日", "{y}-{m:02}-{d:02}", "[{y}/{m}/{d}]", "{y}.{m:02}.{d:02} 10:30", "发布时间：{y}-{m}-{d}", "（{y}年{m:02}月{d:02}日）",
)  # fmt: skip
HAN = "政务公开县人民府清禾信息年报办法通知一二三四五六七八九十"


@RANDOM
@given(DAYS, st.sampled_from(FORMS))
def test_a_day_is_read_as_it_was_written(day: date, form: str) -> None:
    found = dates.find_date(form.format(y=day.year, m=day.month, d=day.day))
    assert found is not None
    assert found.value == day


@RANDOM
@given(DAYS)
def test_chinese_numerals_name_the_same_day(day: date) -> None:
    digits = "〇一二三四五六七八九"

    def spoken(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else f"{digits[tens]}十") + (
            digits[ones] if ones else ""
        )

    year = "".join(digits[int(digit)] for digit in str(day.year))
    found = dates.find_date(f"{year}年{spoken(day.month)}月{spoken(day.day)}日")
    assert found is not None
    assert found.value == day


@RANDOM
@given(texts(200))
def test_no_text_gives_a_day_that_no_calendar_has(text: str) -> None:
    found = dates.read_value(text)
    assert found is None or found.value is None or found.value + timedelta(days=0) == found.value


@RANDOM
@given(
    st.text(HAN, min_size=12, max_size=300),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
    st.sampled_from(["", "gbk", "idna"]),
)
def test_chinese_text_survives_every_declaration(text: str, encoding: str, declared: str) -> None:
    body = f"<html><title>{text}</title></html>".encode(encoding)
    decoded = charset.decode(body, f"text/html; charset={declared}" if declared else "")
    assert text in decoded.text
    assert decoded.broken == 0


@RANDOM
@given(
    st.lists(st.lists(st.text(HAN, min_size=1, max_size=6), min_size=2, max_size=5), min_size=2, max_size=6)
)
def test_cells_of_a_table_come_back_in_their_places(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    full = [row + ["一"] * (width - len(row)) for row in rows]
    markup = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in full)
    [grid] = tables.grids_of(dom.parse(f"<table>{markup}</table>", "http://a.test/").root)
    assert [list(row) for row in grid.rows] == full


_SCALARS = st.one_of(
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(HAN, min_size=1), inner, max_size=4),
    max_leaves=12,
)


@RANDOM
@given(st.dictionaries(st.text(HAN, min_size=1, max_size=4), _VALUES, min_size=1, max_size=4))
def test_yaml_says_what_was_written_or_refuses(value: dict[str, object]) -> None:
    """Strict reading may refuse what is ambiguous; it never turns one value into another."""
    written = yaml.safe_dump(value, allow_unicode=True, default_flow_style=False)
    try:
        read = strict_yaml.loads(written, dict)
    except AuditorError:
        return
    assert codec.encode(read) == codec.encode(value)


@RANDOM
@given(texts(40), texts(40))
def test_an_address_is_stable_once_it_is_absolute(base: str, href: str) -> None:
    first = urls.absolute("http://www.qinghe.test/a/", base)
    assume(first)
    joined = urls.absolute(str(first), href)
    assume(joined)
    assert urls.absolute("http://other.test/", str(joined)) == joined
    assert urls.host(str(joined)) == urls.host(str(joined)).lower()


@FEWER
@given(workbooks())
def test_workbooks_are_read_or_say_why(data: bytes) -> None:
    """Through the same check and library as in the child, which is started in ``tests/documents``."""
    from auditor.documents.child import answer_to

    told = answer_to("xlsx", data)
    assert ("reason" in told) != ("grids" in told)
    codec.encode(told)


@FEWER
@given(archives())
def test_an_archive_that_is_no_document_says_so(data: bytes) -> None:
    tables_read = read_tables(data, "a.zip") if not _is_office(data) else None
    assert tables_read is None or tables_read.reason


def _is_office(data: bytes) -> bool:
    """Those start a child process each; a few of them are read in ``tests/documents``."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return any(
                name.endswith(("document.xml", "workbook.xml", "mimetype")) for name in archive.namelist()
            )
    except (zipfile.BadZipFile, OSError, ValueError):
        return b"<" in data


@pytest.mark.parametrize("level", [strict_yaml.MAX_DEPTH + 2, 5_000])
def test_depth_is_bounded_in_yaml_and_json(level: int) -> None:
    with pytest.raises(AuditorError):
        strict_yaml.loads("[" * level + "]" * level, list)
    with pytest.raises(AuditorError):
        codec.decode_audit(b"[" * level + b"]" * level, "audit.json")
