"""The demo county is what its expectations say: judged here with a rough reader of its own, not with the auditor."""

from __future__ import annotations

import io
import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest
import yaml

FIXTURES = Path(__file__).parent.parent / "fixtures"
sys.path.insert(0, str(FIXTURES))
import build_qinghe as qinghe  # noqa: E402
import qinghe_faults as faults  # noqa: E402

ROOT = "http://www.qinghe.test/"
EXPECTED: dict[str, Any] = yaml.safe_load((FIXTURES / "golden/qinghe/expected.yml").read_text("utf-8"))
LISTS = [c for c in EXPECTED["columns"] if c["kind"] == "list"]
HREF = re.compile(r"""(?:href|src)=["']([^"']+)["']""")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
COMMENT = re.compile(r"<!--.*?-->", re.S)


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {
        path.relative_to(qinghe.TREE).as_posix(): path.read_bytes()
        for path in qinghe.TREE.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def pages(files: dict[str, bytes]) -> dict[str, str]:
    """Text of every page by its address below the root (``/zwgk/tzgg/``)."""
    return texts(files)


def texts(files: dict[str, bytes]) -> dict[str, str]:
    found = {}
    for name, body in files.items():
        if name.endswith(".html"):
            charset = "gb18030" if b"charset=gb2312" in body else "utf-8"
            path = name.removeprefix("pages")
            found[path.removesuffix("index.html") if path.endswith("/index.html") else path] = body.decode(
                charset
            )
    return found


def visible(text: str) -> str:
    return COMMENT.sub("", text)


def links(path: str, text: str) -> Iterator[str]:
    """Addresses a browser would know: static, written by scripts, and the meta refresh; comments are left out."""
    for href in [*HREF.findall(visible(text)), *re.findall(r"URL=([^\"]+)\"", visible(text))]:
        if not href.startswith(("javascript:", "#")):
            yield urljoin(ROOT.rstrip("/") + path, href)


def rows(text: str) -> list[tuple[str, str | None]]:
    """(date, address) of the rows of a list page."""
    tree = lxml.html.fromstring(visible(text))
    xpath = "//div[@class='NewsList']/ul/li | //ul[@class='newslist']/li | //table[@class='xxgk']//tr[td]"
    found = []
    for row in tree.xpath(xpath):
        dates = DATE.findall(row.text_content())
        assert len(dates) == 1, row.text_content()
        found.append((dates[0], row.xpath(".//a/@href")[0]))
    return found


# ── The tree ──────────────────────────────────────────────────────────────────────────────────────


def test_the_committed_tree_is_what_the_generator_writes(files: dict[str, bytes]) -> None:
    assert files == qinghe.render(qinghe.load()), "run: python fixtures/build_qinghe.py"


def test_the_county_has_about_150_pages_of_real_sizes(pages: dict[str, str]) -> None:
    assert 140 <= len(pages) <= 170
    assert all(200 < len(text.encode()) < 22_000 for text in pages.values())


def test_every_link_inside_the_site_resolves_except_the_planted_dead_ones(
    files: dict[str, bytes], pages: dict[str, str]
) -> None:
    dead: dict[str, set[str]] = {}
    for path, text in pages.items():
        for url in links(path, text):
            target = urlsplit(url)
            if target.netloc != "www.qinghe.test":
                # The two marks in the footer load the scripts that every government site loads; nothing asks for them.
                known = target.netloc in ("dcs.conac.cn", "zfwzgl.www.gov.cn")
                assert known or target.netloc.endswith(".test"), f"{path} leads out of .test: {url}"
                continue
            name = f"pages{target.path}" + ("index.html" if target.path.endswith("/") else "")
            if name not in files:
                dead.setdefault(target.path, set()).add(path)
    assert set(dead) == {entry["url"] for entry in EXPECTED["dead_links"]}
    assert dead["/xwzx/mtjj/"] >= {"/xwzx/jrqh/", "/xwzx/bmdt/", "/xwzx/xzdt/"}


def test_every_page_can_be_reached_from_the_home_page(pages: dict[str, str]) -> None:
    seen, todo = {"/"}, ["/"]
    while todo:
        path = todo.pop()
        found = [urlsplit(u).path for u in links(path, pages[path])]
        count = re.search(r"createPageHTML\((\d+)", visible(pages[path]))
        found += [f"{path}index_{n}.html" for n in range(1, int(count[1]))] if count else []
        for target in found:
            target = target.removesuffix("index.html")
            if target in pages and target not in seen:
                seen.add(target)
                todo.append(target)
    assert seen == set(pages)


def test_attachments_open(files: dict[str, bytes]) -> None:
    kinds: dict[str, int] = {}
    for name, body in files.items():
        kind = posixpath.splitext(name)[1]
        kinds[kind] = kinds.get(kind, 0) + 1
        if kind in (".docx", ".xlsx"):
            archive = zipfile.ZipFile(io.BytesIO(body))
            assert archive.testzip() is None
            for part in archive.namelist():
                lxml.etree.fromstring(archive.read(part))
        if kind == ".pdf":
            start = int(body.rsplit(b"startxref\n", 1)[1].split()[0])
            assert body[start:].startswith(b"xref")
    assert all(kinds[kind] >= 2 for kind in (".pdf", ".docx", ".xlsx"))


# ── The markup it is there for ────────────────────────────────────────────────────────────────────


def test_one_section_is_in_gb18030_beyond_gb2312(files: dict[str, bytes]) -> None:
    section = {name: body for name, body in files.items() if name.startswith("pages/ztzl/")}
    assert len(section) >= 5
    assert all(b"charset=gb2312" in body for body in section.values())
    body = files["pages/ztzl/fxkh/index.html"]
    assert "双䶮村" in body.decode("gb18030")
    for narrower in ("utf-8", "gb2312", "gbk"):
        with pytest.raises(UnicodeDecodeError):
            body.decode(narrower)
    assert not any(b"gb2312" in b for n, b in files.items() if n.endswith(".html") and n not in section)


@pytest.mark.parametrize(
    ("path", "tell"),
    [
        ("/zwgk/tzgg/", 'class="CurrChnlCls">首页</a>&nbsp;&raquo;&nbsp;'),
        ("/zwgk/tzgg/", """document.write('<li class="li_nav"><a href="../zcwj/">'+str3+'</a></li>');"""),
        ("/zwgk/tzgg/", 'createPageHTML(2, 0, "index", "html")'),
        ("/zwgk/tzgg/index_1.html", 'createPageHTML(2, 1, "index", "html")'),
        ("/zwgk/jczwgk/ssgl/", 'createPageHTML(1, 0, "index", "html")'),
        ("/zwgk/rsxx/", "<span>[2026-05-06]</span>"),
        ("/zwgk/zcwj/", "<th>名称</th>"),
        ("/zwgk/zcwj/", "<td>清政发〔2026〕8号</td>"),
        ("/zwgk/zfcg/", 'href="http://www.ccgp-demo.test/'),
        ("/xwzx/jrqh/", '<a title="Total record">&nbsp;<b>10</b> </a>'),
        ("/xwzx/jrqh/", '<a href="/xwzx/jrqh/index_2.html">2</a>'),
        ("/", "id=\"_jiucuo_\" sitecode='9901010001'".replace("'", '"')),
        ("/", "<span>06-12</span>"),
    ],
)
def test_real_markup_is_met(pages: dict[str, str], path: str, tell: str) -> None:
    assert tell in pages[path]


def test_missing_columns_are_named_only_inside_comments(pages: dict[str, str]) -> None:
    missing = [*EXPECTED["standard"]["absent"], *EXPECTED["fields"]["absent"]]
    for name in missing:
        assert any(name in text for text in pages.values()), f"{name}: no commented-out trap"
        assert not any(name in visible(text) for text in pages.values()), name


def test_every_page_has_the_search_form_and_no_police_number(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        if 'http-equiv="Refresh"' in text:
            continue
        form = lxml.html.fromstring(text).get_element_by_id("searchform")
        assert (form.get("action"), form.get("method")) == ("/e/search/index.php", "post"), path
        assert {i.get("name") for i in form.xpath(".//input[@name]")} == {"keyboard", "show", "tempid"}
        assert "公网安备" not in text
        assert "公安" not in text.split("<!--底部开始-->")[1]
        for fact in ("id_code", "icp", "sponsor"):
            assert EXPECTED["site"][fact] in text


# ── The expectations ──────────────────────────────────────────────────────────────────────────────


def test_the_expected_columns_are_those_of_the_site_map(pages: dict[str, str]) -> None:
    tree = lxml.html.fromstring(pages["/wzdt/"])
    mapped = {
        (a.text_content(), urlsplit(urljoin(f"{ROOT}wzdt/", a.get("href"))).path)
        for a in tree.xpath("//div[@class='wzdt']//a")
    }
    expected = {(c["path"][-1], c["url"]) for c in EXPECTED["columns"] if c["url"] != "/wzdt/"}
    assert mapped == expected | {(s["name"], s["url"]) for s in EXPECTED["stubs"]}


@pytest.mark.parametrize("column", LISTS, ids=lambda c: c["url"])
def test_a_list_page_holds_the_expected_rows(pages: dict[str, str], column: dict[str, Any]) -> None:
    text = pages[column["url"]]
    found = rows(text)
    assert len(found) == column["items"]
    assert max((day for day, _ in found), default=None) == column["newest"]
    assert column.get("empty", False) == (not found)
    total = re.search(r'"Total record">&nbsp;<b>(\d+)</b>', text)
    assert (int(total[1]) if total else None) == column.get("total")


@pytest.mark.parametrize("column", EXPECTED["columns"], ids=lambda c: c["url"])
def test_the_breadcrumb_is_the_expected_path(pages: dict[str, str], column: dict[str, Any]) -> None:
    tree = lxml.html.fromstring(pages[column["url"]])
    crumbs = [a.text_content() for a in tree.xpath("//div[@class='dqwz' or @class='weizhi']/a")]
    assert crumbs == ["首页", *column["path"]]


def test_list_and_article_agree_on_the_date(pages: dict[str, str]) -> None:
    for column in LISTS:
        for day, href in rows(pages[column["url"]]):
            path = urlsplit(urljoin(ROOT.rstrip("/") + column["url"], href)).path
            if path in pages:
                assert re.search(r'name="PubDate" content="(\S+)', pages[path])[1] == day  # type: ignore[index]


def test_ages_are_stale_due_or_clearly_fresh() -> None:
    """Nothing lies near a limit but what was planted there."""
    today = date.fromisoformat(EXPECTED["today"])
    planted = {f["subject"]: f for f in EXPECTED["findings"] if f["rule"] == "stale-column"}
    for column in LISTS:
        name = column["path"][-1]
        if column["newest"] is None:
            continue
        age = (today - date.fromisoformat(column["newest"])).days
        if name in planted:
            assert age == planted[name]["days"]
            assert (age > planted[name]["limit"]) == bool(column.get("stale"))
            assert bool(column.get("due")) == (planted[name]["outcome"] == "warn")
            continue
        news, notice = re.search("动态|今日", name), re.search("通知|公告|政策", name)
        assert age <= (11 if news else 150 if notice else 330), name


def test_the_findings_follow_from_the_tables() -> None:
    found = {
        "missing-column": EXPECTED["standard"]["absent"],
        "missing-field": EXPECTED["fields"]["absent"],
        "empty-column": [c["path"][-1] for c in EXPECTED["columns"] if c.get("empty")],
        "stale-column": [c["path"][-1] for c in EXPECTED["columns"] if c.get("stale") or c.get("due")],
    }
    for rule, subjects in found.items():
        assert sorted(f["subject"] for f in EXPECTED["findings"] if f["rule"] == rule) == sorted(subjects)
    assert (len(found["missing-column"]), len(found["missing-field"]), len(found["empty-column"])) == (
        2,
        2,
        3,
    )
    dead = [url for f in EXPECTED["findings"] if f["rule"] == "dead-link" for url in f["urls"]]
    assert sorted(dead) == sorted(entry["url"] for entry in EXPECTED["dead_links"])
    assert len({(f["rule"], f["subject"]) for f in EXPECTED["findings"]}) == len(EXPECTED["findings"])


def test_standard_entries_point_to_expected_columns() -> None:
    names = {c["url"]: c["path"][-1] for c in EXPECTED["columns"]}
    entries = {
        **EXPECTED["standard"]["present"],
        **{f"领域{k}": v for k, v in EXPECTED["fields"]["present"].items()},
    }
    for title, entry in entries.items():
        assert entry["published"] is None or names[entry["url"]] == entry["published"], title
    assert len(EXPECTED["standard"]["present"]) + len(EXPECTED["standard"]["absent"]) == 35
    assert len(EXPECTED["fields"]["present"]) + len(EXPECTED["fields"]["absent"]) == 26


# ── Counties with one more fault ──────────────────────────────────────────────────────────────────


def test_a_removed_column_leaves_no_trace() -> None:
    before, after = (
        texts(qinghe.render(s)) for s in (qinghe.load(), faults.without(qinghe.load(), "zwgk/rsxx"))
    )
    assert set(before) - set(after) == {p for p in before if p.startswith("/zwgk/rsxx/")}
    assert not any(
        "人事信息" in visible(t) or "rsxx" in visible(t)
        for p, t in after.items()
        if p != "/zwgk/zfxxgk/zfxxgkzn/"
    )


def test_a_removed_first_child_leaves_its_stub_leading_to_the_next() -> None:
    after = texts(qinghe.render(faults.without(qinghe.load(), "xwzx/jrqh")))
    assert "URL=./bmdt/" in after["/xwzx/"]


def test_a_renamed_column_keeps_its_address() -> None:
    after = texts(qinghe.render(faults.renamed(qinghe.load(), "zwgk/rsxx", "清禾英才")))
    assert "<h1><span>清禾英才</span></h1>" in after["/zwgk/rsxx/"]
    assert not any("人事信息" in visible(t) for p, t in after.items() if p != "/zwgk/zfxxgk/zfxxgkzn/")


def test_an_emptied_and_an_aged_column_change_no_other_list() -> None:
    site = qinghe.load()
    assert faults.shared_with(site, "zwgk/rsxx") == []
    assert faults.shared_with(site, "zwgk/zcwj") == ["zwgk/jczwgk/xczx"]
    before = texts(qinghe.render(site))
    empty = texts(qinghe.render(faults.emptied(site, "zwgk/rsxx")))
    old = texts(qinghe.render(faults.aged(site, "zwgk/rsxx")))
    assert rows(empty["/zwgk/rsxx/"]) == []
    assert [day for day, _ in rows(old["/zwgk/rsxx/"])] == ["2023-05-06", "2023-03-12", "2023-01-20"]
    for column in LISTS:
        if column["url"] != "/zwgk/rsxx/":
            assert rows(empty[column["url"]]) == rows(old[column["url"]]) == rows(before[column["url"]])


def test_without_search_no_page_has_a_form() -> None:
    after = texts(qinghe.render(faults.without_search(qinghe.load())))
    assert not any("keyboard" in text for text in after.values())
