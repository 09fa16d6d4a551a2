"""A page with the rows that its scripts would show, put in place by the same readers that the crawl used. Pure.

Many portals carry the rows of a list in a script or an XML island. Scripts never run here; what the reader judged can be
shown all the same, and the strip below the picture says so.
"""

from __future__ import annotations

from dataclasses import replace

from lxml import html

from auditor.evidence.pages import SavedPage
from auditor.extract import dom, gateways, script
from auditor.extract.family import PageSource
from auditor.model import Portal
from auditor.territory import territory_of
from spiders.families import FAMILIES


def unfolded(page: SavedPage, portal: Portal) -> SavedPage | None:
    """The page as its readers unfold it; None when that adds nothing, or when a browser had made it."""
    if page.fetch.render:
        return None
    text = gateways.undo(page.text)
    tree = dom.parse(text, page.url)
    inline = [script.strip_comments(each.text) for each in tree.root.iter("script") if each.text]
    source = PageSource(page.url, tree, "\n".join([*inline, *tree.written]), text, territory_of(portal))
    known = [family for family in FAMILIES if family.recognise(source)]
    for family in known:
        family.unfold(source)
    shown = html.tostring(tree.root, encoding="unicode", doctype="<!DOCTYPE html>")
    return replace(page, text=shown, unfolded=True) if known or tree.written else None
