"""The known-item test of the portal's search: what to ask, and what an answer proves.

Asked: the whole titles of two items just crawled, and the beginning of one. An item counts as found only when
a result *links* with its title or to its address; a page that repeats the query proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from auditor import urls
from auditor.extract.dom import squeeze
from auditor.model import (
    DEAD,
    Ask,
    Failure,
    Fetch,
    Item,
    PageReading,
    Purpose,
    SearchForm,
    SearchTrial,
)
from auditor.territory import Territory

_NOTHING = re.compile(
    r"(?:没有|未能?|无法)(?:找到|检索到|搜索到|查询到|查到)|(?:找到|检索到|搜索到|共|约)\s*0\s*(?:条|个|项|篇)|(?:没有|无|暂无)(?:相关|匹配|符合条件的)?(?:结果|记录|信息|内容)"
)
_OBSTRUCTED = re.compile(r"验证码|请先登录|安全验证|滑动验证|访问过于频繁")
_PUNCTUATION = re.compile(r"[\W_]+")
_PART = 10
_MAX_FORMS = 2


def sample_titles(items: Iterable[Item]) -> tuple[str, ...]:
    """Two titles that an index must hold: distinctive, and not the newest (an index may lag)."""
    dated = {
        item.title: item for item in items if item.url and item.date and 10 <= len(squeeze(item.title)) <= 40
    }
    ordered = sorted(dated.values(), key=lambda item: (item.date or "", item.title), reverse=True)
    if not ordered:
        return ()
    middle = ordered[len(ordered) // 3 :] or ordered
    picks = [middle[0], middle[len(middle) // 2]]
    return tuple(dict.fromkeys(item.title for item in picks))


def search_asks(forms: Sequence[SearchForm], items: Iterable[Item], territory: Territory) -> tuple[Ask, ...]:
    """Requests of the known-item test for the first two usable boxes. Engines of other portals are not asked."""
    titles = sample_titles(items)
    if not titles:
        return ()
    queries = dict.fromkeys((*titles, titles[0][:_PART]))
    usable = [
        form for form in forms if form.visible and form.action and form.field and territory.owns(form.action)
    ]
    return tuple(_ask(form, query) for form in usable[:_MAX_FORMS] for query in queries)


def _ask(form: SearchForm, query: str) -> Ask:
    if form.method == "POST":
        fields = [*form.hidden, (form.field, query)]
        return Ask(form.action, Purpose.SEARCH, "POST", urlencode(fields, encoding=form.charset))
    hidden = "".join(f"{quote(name)}={quote(value)}&" for name, value in form.hidden)
    joiner = "&" if urlsplit(form.action).query else "?"
    return Ask(
        f"{form.action}{joiner}{hidden}{quote(form.field)}={quote(query, encoding=form.charset)}",
        Purpose.SEARCH,
    )


def read_trials(
    forms: Sequence[SearchForm],
    answers: Sequence[tuple[Fetch, PageReading | None]],
    titles: dict[str, frozenset[str]],
    territory: Territory,
) -> tuple[SearchTrial, ...]:
    """Judge each answer. ``titles`` maps a squeezed title to the canonical addresses of its items.

    Boxes that were not asked give one trial with the verdict ``skipped``.
    """
    trials: list[SearchTrial] = []
    for form in forms:
        if not form.visible:
            continue
        asked = [(fetch, reading) for fetch, reading in _last_attempts(answers) if _belongs(fetch, form)]
        if not asked:
            reason = Failure.REDIRECT_OUTSIDE if form.action and not territory.owns(form.action) else None
            trials.append(SearchTrial(form, "", "", form.action, None, reason, "skipped"))
        trials.extend(_trial(form, fetch, reading, titles) for fetch, reading in asked)
    return tuple(trials)


def _last_attempts(
    answers: Sequence[tuple[Fetch, PageReading | None]],
) -> list[tuple[Fetch, PageReading | None]]:
    last: dict[tuple[str, str, str], tuple[Fetch, PageReading | None]] = {}
    for fetch, reading in sorted(answers, key=lambda answer: answer[0].attempt):
        last[fetch.request] = (fetch, reading)
    return [last[key] for key in sorted(last)]


def _belongs(fetch: Fetch, form: SearchForm) -> bool:
    return (
        fetch.method == form.method
        and fetch.url.split("?")[0] == form.action.split("?")[0]
        and bool(_query(fetch, form))
    )


def _query(fetch: Fetch, form: SearchForm) -> str:
    text = fetch.body if fetch.method == "POST" else urlsplit(fetch.url).query
    pairs = parse_qsl(text, encoding=form.charset, errors="replace")
    return next((value for name, value in reversed(pairs) if name == form.field), "")


def _trial(
    form: SearchForm, fetch: Fetch, reading: PageReading | None, titles: dict[str, frozenset[str]]
) -> SearchTrial:
    query = _query(fetch, form)
    verdict, quoted = _verdict(fetch, reading, query, titles)
    return SearchTrial(form, query, query, fetch.url, fetch.status, fetch.failure, verdict, quoted)


def _verdict(
    fetch: Fetch, reading: PageReading | None, query: str, titles: dict[str, frozenset[str]]
) -> tuple[str, str]:
    if fetch.failure is not None:
        return (
            "failed" if fetch.failure in DEAD or fetch.failure is Failure.SERVER_ERROR else "unreadable"
        ), fetch.detail
    if reading is None or fetch.location:
        return "unreadable", ""
    wanted = _fold(query)
    addresses = {key for title, keys in titles.items() if _fold(title).startswith(wanted) for key in keys}
    for link in reading.links:
        shown = _fold(link.text)
        if urls.canonical(link.url) in addresses or (
            len(shown) >= 6 and (shown.startswith(wanted) or (len(shown) >= 12 and wanted.startswith(shown)))
        ):
            return "found", link.text
    obstructed = _OBSTRUCTED.search(reading.text)
    if obstructed:
        return "unreadable", obstructed[0]
    nothing = _NOTHING.search(reading.text)
    if nothing:
        return "not-found", nothing[0]
    if "script-list" in reading.obstacles or not reading.items:
        return "unreadable", ""
    return "not-found", f"{len(reading.items)} 条结果中没有该标题"


def _fold(text: str) -> str:
    return _PUNCTUATION.sub("", squeeze(text)).lower()
