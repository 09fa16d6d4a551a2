"""Pages that are no content, and pages that only look like it: both are data, ``tests/data/not_content.yml``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from auditor import strict_yaml, wall_words
from auditor.crawl.challenge import may_pass
from auditor.crawl.not_content import is_login_address, kind_of, kinds_of
from auditor.errors import AuditorError
from auditor.model import Failure

Case = dict[str, Any]
CASES = strict_yaml.load(
    Path(__file__).parent.parent / "data" / "not_content.yml", dict[str, dict[str, dict[str, Case]]]
)
WALLS = {(kind, name): case for kind, cases in CASES["walls"].items() for name, case in cases.items()}
PAGES = {(kind, name): case for kind, cases in CASES["pages"].items() for name, case in cases.items()}
URL = "http://www.qinghe.test/zwgk/tzgg/"
MENU = "".join(f'<li><a href="/c{n}/">栏目{n}</a></li>' for n in range(16))


def built(case: Case) -> bytes:
    """The bytes of a case."""
    text = str(case.get("text", "")) * int(case.get("repeat", 1))
    title, shape = str(case.get("title", "")), case.get("shape")
    if "html" in case:
        page = case["html"] + (text if "repeat" in case else "")
    elif shape is None:
        page = f"<html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    else:
        keywords = f'<meta name="keywords" content="{case.get("keywords", "")}">'
        head = f"<head><title>{title}</title>{keywords}{case.get('head', '')}</head>"
        line = "<p>发布时间：2026-05-01　来源：县政府办</p>" if shape in ("article", "printed") else ""
        menu = f"<ul>{MENU}</ul><p>当前位置：首页</p>" if shape in ("article", "column") else ""
        page = f"<html>{head}<body>{menu}<h1>{title}</h1>{line}<p>{text}</p></body></html>"
    return str(page).encode(case.get("charset", "utf-8"))


@pytest.mark.parametrize("case", WALLS, ids="-".join)
def test_what_is_no_content_is_recognised(case: tuple[str, str]) -> None:
    kind, spec = case[0], WALLS[case]
    found = kind_of(spec.get("status", 200), {}, built(spec), URL)
    assert found == (Failure(kind), spec["mark"])
    if "browser" in spec:
        assert may_pass(spec["mark"]) is spec["browser"]


@pytest.mark.parametrize("case", [case for case in WALLS if case[0] != "hijacked"], ids="-".join)
def test_the_charset_does_not_matter(case: tuple[str, str]) -> None:
    spec = WALLS[case]
    page = built(spec).decode(spec.get("charset", "utf-8"))
    found = kind_of(spec.get("status", 200), {}, page.encode("gb18030"), URL)
    assert found == (Failure(case[0]), spec["mark"])


@pytest.mark.parametrize("case", PAGES, ids="-".join)
def test_a_page_of_the_portal_is_no_wall(case: tuple[str, str]) -> None:
    assert list(kinds_of(PAGES[case].get("status", 200), {}, built(PAGES[case]), URL)) == []


@pytest.mark.parametrize("case", [case for case in WALLS if case[0] != "hijacked"], ids="-".join)
def test_the_same_words_in_a_menu_page_prove_nothing(case: tuple[str, str]) -> None:
    """Whatever a portal writes among its own menus and below its own breadcrumb is its content."""
    spec = WALLS[case]
    page = f"<ul>{MENU}</ul><p>当前位置：首页 &gt; 通知</p>{built(spec).decode()}"
    assert kind_of(200, {}, page.encode(), URL) is None or spec["mark"] == "for-sale"


def test_every_kind_has_enough_cases_on_both_sides() -> None:
    for kind in CASES["walls"]:
        assert len(CASES["walls"][kind]) >= 8 <= len(CASES["pages"][kind]), kind


def test_every_sign_is_borne_by_a_case() -> None:
    shown = {(Failure(kind), case["mark"]) for (kind, _), case in WALLS.items()}
    signs = {(kind.failure, sign.mark) for kind in wall_words.wall_words().kinds for sign in kind.signs}
    assert len(signs - shown) <= 8, signs - shown


def test_a_set_cookie_header_alone_is_no_wall() -> None:
    """加速乐 sets its cookie with every answer, also with the page itself."""
    assert kind_of(200, {"set-cookie": "__jsluid_s=1"}, "<p>清禾县</p>".encode()) is None


@pytest.mark.parametrize(
    "body",
    [b"<!--" * 16_000, b"<" * 64_000, b"<script" * 9_000, b"<a " * 20_000, b"Warning: a(" * 5_800,
     "您当前所在".encode() * 4_000, b"document.cookie=" * 4_000, b"at a.b(c.d:1) " * 4_500, b"<title>" * 9_000,
     b"System.a.b.c." * 5_000, b'<meta name="x" content="' * 2_700, b"<input type=" * 5_300],
    ids=lambda body: body[:12].decode("utf-8", "replace"),
)  # fmt: skip
def test_a_hostile_page_takes_no_time(body: bytes) -> None:
    started = time.process_time()
    list(kinds_of(200, {}, body))
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("address", "is_login"),
    [
        ("http://sso.qinghe.test/?service=http%3A%2F%2Fwww.qinghe.test%2F", True),
        ("http://www.qinghe.test/cas/login?service=x", True),
        ("http://www.qinghe.test/member/login.jsp", True),
        ("http://tyrz.zwfw.test/am/auth/login", True),
        ("http://www.qinghe.test/zwgk/", False),
        ("http://www.qinghe.test/zwgk/?from=/login", False),
        ("http://www.qinghe.test/logintips/t20260101_1.html", False),
        ("http://www.qinghe.test/xwzx/casedetail/", False),
    ],
)
def test_login_addresses(address: str, is_login: bool) -> None:
    assert is_login_address(address) is is_login


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("kind: challenge", "kind: timeout", "不能用特征描述"),
        ("mark: http-468\n        status: [468]", "mark: http-468", "没有任何特征"),
        ("title: ['^just a moment", "title: ['(^just a moment", "正则表达式写错了"),
        ("max_bytes: 65536", "max_byte: 65536", "max_byte"),
    ],
)
def test_a_fault_in_the_file_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = wall_words.FILE.read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "not_content.yml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(AuditorError, match=r"not_content\.yml:\d+：") as caught:
        wall_words.load(broken)
    assert said in caught.value.message
