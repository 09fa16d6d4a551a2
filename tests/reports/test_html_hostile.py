"""Hostile text in every field of an audit, by seed: it is shown, and it is never more than text."""

from __future__ import annotations

import re

import pytest
from hostile import LONG, hostile_attachments, hostile_audit
from lxml import html as lxml_html

from reports.html import RunInfo, render_html
from reports.text import safe_href

SEEDS = range(18)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_TAGS = frozenset(
    "html head meta title style body svg defs symbol path circle line polyline polygon rect use a header p h1 h2 h3 span dl div "
    "dt dd nav main section ul ol li table thead tbody tfoot tr th td details summary blockquote code small b q bdi strong form "
    "fieldset legend label select option input button output figure figcaption img footer script br".split()
)
_ATTRIBUTES = re.compile(r"on|style$|srcdoc$|formaction$|action$|background$|ping$|xlink")


def render(seed: int) -> str:
    audit = hostile_audit(seed)
    nasty = audit.profile_title
    return render_html(audit, RunInfo(nasty, nasty, nasty), hostile_attachments(seed, audit))


@pytest.mark.parametrize("seed", SEEDS)
def test_hostile_text_is_only_text(seed: int) -> None:
    text = render(seed)
    assert text.encode("utf-8")
    assert not _INVISIBLE.search(text)
    tree = lxml_html.document_fromstring(text)
    assert {one.tag for one in tree.iter() if isinstance(one.tag, str)} <= _TAGS
    assert (
        len(tree.cssselect("script"))
        == len(tree.cssselect("style"))
        == len(tree.cssselect("head > title"))
        == 1
    )
    assert [one for one in tree.iter() if not isinstance(one.tag, str)] == []  # no comment, no instruction
    for element in tree.iter():
        for name in element.attrib:
            assert not _ATTRIBUTES.match(name) or name == "open", (element.tag, name)
    for address in tree.xpath("//@href"):
        assert address.startswith("#") or safe_href(address) == address
    for source in tree.xpath("//@src"):
        assert source.startswith("data:image/png;base64,")
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("seed", SEEDS)
def test_endless_titles_are_clipped(seed: int) -> None:
    text = render(seed)
    tree = lxml_html.document_fromstring(text)
    own = {"style", "script"}
    longest = max(len(node) for node in tree.xpath("//text()") if node.getparent().tag not in own)
    assert longest <= 6002 < LONG
    assert len(text) < 1_500_000


def test_equal_seeds_give_equal_pages() -> None:
    assert hostile_audit(3) == hostile_audit(3)
    assert render(3) == render(3)


def test_the_audits_are_as_hostile_as_they_say() -> None:
    shown = [repr(hostile_audit(seed)) for seed in SEEDS]
    for mark in (
        "<script>",
        "\\ud800",
        "\\u202e",
        "=HYPERLINK",
        "javascript:",
        "\\x1b",
        "{{7*7}}",
        "..\\\\..\\\\CON",
    ):
        assert all(mark in one for one in shown), mark
    assert sum(len(one) > LONG for one in shown) > len(shown) / 2
    assert all(one.waived and one.shots and one.organs and one.media for one in map(hostile_audit, SEEDS))
