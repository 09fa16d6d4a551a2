"""The letters opened for real: LibreOffice reads them, sets them on A4, and the words are on the page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import hostile
import pypdfium2
import pytest
from letters import DAY, details, qinghe

from auditor.documents.office import office_program
from auditor.model import AuditedShot, Outcome
from auditor.print_pdf import print_letters
from reports.notice import BulletinDetails, NoticeDetails, digest_of, render_bulletin, render_notice, units_of
from reports.notice.bundled import BULLETIN, NOTICE, bundled

pytestmark = pytest.mark.skipif(office_program() is None, reason="no LibreOffice on this machine")
A4 = (595, 842)


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    """All letters of this module in one start of LibreOffice, by odd names."""
    audit = qinghe()
    failed = next(f for f in audit.findings if f.outcome is Outcome.FAIL and not f.units)
    digest = hashlib.sha256(hostile.PICTURE).hexdigest()
    shot = AuditedShot(failed.fingerprint, "http://www.qinghe.test/a", "2026-06-15", "x.png", digest)
    pictured = replace(audit, shots=(shot,))
    given = replace(details(audit), pictures={digest: hostile.PICTURE})
    nasty = hostile.hostile_audit(2)
    nasty = replace(nasty, portal=replace(nasty.portal, name="{{7*7}}<b>&县"))
    counties = [
        replace(digest_of(audit), code=str(n), name=f"第{n}县人民政府", worst=90.0 - n, best=91.0 - n)
        for n in range(8)
    ]
    letters = {
        "notice": render_notice(pictured, "", bundled(NOTICE), given),
        "../../town": render_notice(audit, "云岭镇", bundled(NOTICE), details(audit)),
        "--nasty": render_notice(nasty, units_of(nasty)[0], bundled(NOTICE), NoticeDetails(DAY)),
        "bulletin": render_bulletin(
            counties, bundled(BULLETIN), BulletinDetails(DAY, issuer="清河市人民政府办公室")
        ),
    }
    return print_letters(letters)


def _pages(data: bytes) -> Iterator[tuple[pypdfium2.PdfPage, str]]:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        yield page, page.get_textpage().get_text_range()


def _text(data: bytes) -> str:
    """All words, without the line ends of the page."""
    return "".join("".join(text.split()) for _, text in _pages(data))


def test_each_letter_becomes_paper_of_its_name(papers: dict[str, bytes]) -> None:
    assert list(papers) == ["notice", "../../town", "--nasty", "bulletin"]
    for data in papers.values():
        for page, _ in _pages(data):
            assert tuple(round(side) for side in page.get_size()) == A4
        assert b"CreationDate" not in data


def test_notice_on_paper_has_findings_clauses_and_deadlines(papers: dict[str, bytes]) -> None:
    text = _text(papers["notice"])
    for words in (
        "政府网站政务公开问题整改通知单",
        "清政公开督〔2026〕7号",
        "清禾县人民政府办公室（网站主办单位）：",
        "一、须整改的问题",
        "（一）链接失效（3项）",
        "政府信息公开条例（国务院令第711号）第二十四条：“平台应当具备信息检索、查阅、下载等功能”",
        "整改期限：2026年7月1日前（10个工作日）",
        "三、请协助核实的事项",
        "整改情况回执",
        "（单位盖章）",
    ):
        assert words in text, words


def test_pages_are_numbered_and_full_lines_hold_28_characters(papers: dict[str, bytes]) -> None:
    pages = [text for _, text in _pages(papers["notice"])]
    for number, text in enumerate(pages, start=1):
        assert f"—{number}—" in "".join(text.split())
    assert "现将有关情况通知如下" in pages[0]
    lines = [line.strip() for text in pages for line in text.splitlines()]
    chinese = [
        line
        for line in lines
        if len(line) > 24 and all("\u4e00" <= c <= "\u9fff" or c in "，。、；：" for c in line)
    ]
    assert max(map(len, chinese)) >= 28


def test_picture_and_red_head_are_on_the_page(papers: dict[str, bytes], tmp_path: Path) -> None:
    first = next(_pages(papers["notice"]))[0].render(scale=1).to_pil().convert("RGB")
    assert (
        sum(red > 150 and green < 80 and blue < 80 for red, green, blue in first.get_flattened_data()) > 500
    )
    grey = 0
    for page, text in _pages(papers["notice"]):
        if "截图：" in text:
            picture = page.render(scale=1).to_pil().convert("RGB")
            grey = sum(
                abs(red - 160) < 3 and red == green == blue
                for red, green, blue in picture.get_flattened_data()
            )
    assert grey > 64 * 40 * 0.4  # 96 dots to the inch on a page of 72


def test_bulletin_on_paper_has_ranking_and_annex(papers: dict[str, bytes]) -> None:
    text = _text(papers["bulletin"])
    for words in (
        "政府网站政务公开检查得分排名",
        "第0县人民政府",
        "三、共性问题",
        "各网站检查情况",
        "空白栏目3项",
    ):
        assert words in text, words


def test_hostile_letter_still_has_all_its_sections(papers: dict[str, bytes]) -> None:
    text = _text(papers["--nasty"])
    assert "整改情况回执" in text
    assert "{{7*7}}<b>&县" in text
