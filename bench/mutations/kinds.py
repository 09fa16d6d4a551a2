"""The kinds of mutations: what each changes, and what an audit must then say. Look-alikes change something, too, and must find
nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from bench.mutations import pages
from bench.mutations.model import Expected, Kind, Subject
from bench.mutations.plan import Site, Spot, Tree, Unsuitable

#: A name that no entry of the standard is published under.
OTHER_NAME = "民生天地"
_OUTSIDE = "http://www.elsewhere-demo.test/column/"
_BETTING = '<div style="position:absolute;left:-9999px"><a href="http://www.bc-demo.test/">澳门博彩 真人娱乐</a></div>'
#: The specimen of GB 11643, of nobody.
_IDENTITY = "11010519491231002X"
_CODE = re.compile(rb"\b(990\d{7})\b")
_YEARS = 3 * 365
#: Further ahead than any event is announced.
_FUTURE = 5 * 365


def _column(wanted: Callable[[Spot], bool]) -> Callable[[Subject], bool]:
    return lambda subject: subject.spot is not None and wanted(subject.spot)


def _owed(subject: Subject) -> bool:
    spot = subject.spot
    return spot is not None and not spot.fixed and bool(subject.missing)


def _owed_leaf(subject: Subject) -> bool:
    """With columns below it, all of them would be missing, too."""
    return _owed(subject) and _spot(subject).leaf


def _portal(subject: Subject) -> bool:
    return subject.spot is None


def _read(subject: Subject) -> bool:
    return subject.spot is None and bool(subject.article)


def _spot(subject: Subject) -> Spot:
    if subject.spot is None:
        raise ValueError(f"{subject.case}: a column is needed")
    return subject.spot


def _key(subject: Subject) -> str:
    return _spot(subject).key


# ── what is expected ──────────────────────────────────────────────────────────────────────────────


def _missing(subject: Subject) -> Expected:
    return Expected((subject.missing,), (subject.title,))


def _of_column(*rules: str) -> Callable[[Subject], Expected]:
    return lambda subject: Expected(rules, (subject.name,))


def _of_portal(*rules: str) -> Callable[[Subject], Expected]:
    return lambda subject: Expected(rules)


def _nothing(subject: Subject) -> None:
    return None


# ── changes ───────────────────────────────────────────────────────────────────────────────────────


def _unlinked(site: Site, subject: Subject) -> Tree:
    return pages.orphaned(site.tree(), site.without(_key(subject)).tree())


def _alias(site: Site, subject: Subject) -> Tree:
    name = next((each for each in subject.aliases if each != subject.name), None)
    if name is None:
        raise Unsuitable("its entry has no other name")
    return site.named(_key(subject), name).tree()


def _nearly_old(site: Site, subject: Subject) -> Tree:
    """Two days younger than what the profile calls stale."""
    if subject.limit is None:
        raise Unsuitable("it may be as old as it likes")
    newest = date.fromisoformat(max(_spot(subject).days))
    days = subject.limit - 2 - (subject.today - newest).days
    if days <= 0:
        raise Unsuitable("it is that old already")
    return site.older(_key(subject), days).tree()


def _future(site: Site, subject: Subject) -> Tree:
    return site.newest(_key(subject), subject.today + timedelta(_FUTURE)).tree()


def _with_words(words: str) -> Callable[[Site, Subject], Tree]:
    return lambda site, subject: pages.with_words(site.tree(), subject.article, subject.url, words)


def _search(mode: str) -> Callable[[Site, Subject], Tree]:
    return lambda site, subject: pages.with_search(site.tree(), subject.case, mode)


def _stale_suits(subject: Subject) -> bool:
    spot = subject.spot
    return spot is not None and spot.rows and subject.limit is not None and subject.limit < _YEARS


_ROWS, _TEXT = _column(lambda spot: spot.rows), _column(lambda spot: spot.text)
_UNKNOWN = {"stale-column": "what is not known to be static is judged by the limit for columns in general"}
_FUTURE_TOO = {
    "stale-column": "a day that cannot be does not make a column fresh",
    "wrong-date": "other lists show the row, too",
}
_DEAD_TOO = {
    "missing-column": "what answers 404 is not published",
    "missing-field": "what answers 404 is not published",
}
_EMPTIED_TOO = {"incomplete-application": "the text said where to apply"}
_HOME = {"stale-home": "nothing on the home page is newer"}
_SOON = {"stale-column warn": "a reminder that it will be stale soon"}

KINDS: tuple[Kind, ...] = (
    Kind("deleted", "the column and every link to it are gone", _owed_leaf,
         lambda site, s: site.without(_key(s)).tree(), _missing, {}),
    Kind("unlinked", "its pages still answer, but nothing leads to them", _owed_leaf, _unlinked, _missing, {}),
    Kind("renamed", f"it is called {OTHER_NAME} everywhere", _owed,
         lambda site, s: site.named(_key(s), OTHER_NAME).tree(), _missing, _UNKNOWN),
    Kind("emptied", "a list without rows", _ROWS, lambda site, s: site.emptied(_key(s)).tree(),
         _of_column("empty-column"), {}),
    Kind("emptied-text", "a text column that has nothing but its heading", _TEXT,
         lambda site, s: site.emptied(_key(s)).tree(), _of_column("empty-column"), _EMPTIED_TOO),
    Kind("aged", "all rows are three years older", _stale_suits,
         lambda site, s: site.older(_key(s), _YEARS).tree(), _of_column("stale-column"), _HOME),
    Kind("future-date", "the newest row is dated five years ahead", _ROWS, _future, _of_column("wrong-date"), _FUTURE_TOO),
    Kind("dead", "the column's page answers 404, all links to it remain", _column(lambda spot: True),
         lambda site, s: pages.without_file(site.tree(), _spot(s).url), _of_portal("dead-link"), _DEAD_TOO),
    Kind("dead-article", "the page of an item answers 404", _read,
         lambda site, s: pages.without_file(site.tree(), s.article), _of_portal("dead-link"), {}),
    Kind("search-gone", "the search answers 404", _portal, _search("gone"), _of_portal("broken-search"), {}),
    Kind("search-empty", "the search never finds anything", _portal, _search("empty"),
         _of_portal("empty-search"), {}),
    Kind("no-site-code", "the footer does not give the site code", _portal,
         lambda site, s: _no_code(site), _of_portal("missing-site-fact"), {}),
    Kind("hidden-link", "the home page holds a link to betting that no visitor sees", _portal,
         lambda site, s: pages.with_markup(site.tree(), s.url, _BETTING), _of_portal("hidden-link"), {}),
    Kind("hidden-link-behind", "such a link stands behind the end of the home page", _portal,
         lambda site, s: pages.with_tail(site.tree(), s.url, _BETTING), _of_portal("hidden-link"), {}),
    Kind("identity", "an item shows a whole identity number", _read,
         _with_words(f"张某某，身份证号{_IDENTITY}。"), _of_portal("exposed-personal-data"), {}),
    Kind("wrong-phrase", "an item holds a phrase that is always wrong", _read,
         _with_words("办事群众穿流不息，"), _of_portal("wrong-phrase"), {}),
    # ── look-alikes ──
    Kind("alias", "it bears another name of the same entry", _owed, _alias, _nothing, {}),
    Kind("nearly-old", "its newest row is two days younger than what is stale", _stale_suits, _nearly_old,
         _nothing, _SOON),
    Kind("curtained", "its links stand in what only a click opens", _column(lambda spot: True),
         lambda site, s: pages.curtained(site.tree(), _spot(s).url), _nothing, {}),
    Kind("elsewhere", "its name leads to a page of another site", _owed,
         lambda site, s: site.elsewhere(_key(s), _OUTSIDE).tree(), _nothing, _HOME),
    Kind("masked-identity", "an item shows an identity number with most digits masked", _read,
         _with_words("张某某，身份证号1101**********002X。"), _nothing, {}),
)  # fmt: skip
BY_ID = {kind.id: kind for kind in KINDS}


def _no_code(site: Site) -> Tree:
    tree = site.tree()
    codes = _codes(tree)
    if not codes:
        raise Unsuitable("no page gives a site code")
    for code in codes:
        tree = pages.replaced_everywhere(tree, code, "")
    return tree


def _codes(tree: Tree) -> list[str]:
    """Ten digits that begin as the codes of invented counties do."""
    return sorted({found.decode() for body in tree.values() for found in _CODE.findall(body)})
