"""依申请公开渠道不完善。

## 检查什么

“依申请公开”栏目及其下级栏目、公开指南中，是否有：受理渠道（当面、信函、传真、电子邮件、网上至少一种）、申请表及其下载或者在线填写、
办理流程图、办理状态查询、申请提醒。网站上读到在线申请的表单、申请查询的表单的，即为有。每项一个结论；表格要求填写用途的，另作提示。
判定方案列有答复格式文书种数的（terms 的 reply-documents），数一数网站公开了几种。

栏目没有读全、流程图可能在图片里、查询和提醒可能在没有读到的申请平台里的，结论为“无法判断”。没有设置栏目的由“缺少应设栏目”报告。

## 为什么

政府信息公开条例第二十九条规定了申请的形式（包括信件、数据电文）和申请应当包括的内容，其中没有用途。流程图、查询、提醒、格式文书是
各地实施方案的要求。

## 如何整改

在栏目中写明全部受理渠道，提供申请表下载，公布流程图；在线申请平台提供查询和提醒；表格中删去用途一栏。
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from auditor import urls
from auditor.entrance_words import entrance_words
from auditor.facts import Facts
from auditor.model import (
    Clause,
    Document,
    Evidence,
    FormPurpose,
    InteractionForm,
    Obstacle,
    Outcome,
    PageKind,
    Presence,
    Severity,
)
from auditor.rule import Claim, Verdict, rule
from auditor.statements import said, squeezed
from rules.checks._dialogs import ARTICLE_29
from rules.checks._disclosure import Place, is_blank, opened, place_of, unread

_ENTRY, _GUIDE, _NAME = "col-application", "col-guide", "依申请公开"
_CHANNELS = {"online": "网上", "email": "电子邮件", "mail": "信函", "fax": "传真", "in-person": "当面"}
_ABOUT = re.compile(r"申请|流程|须知|指引|受理|渠道")
#: A page with less text than this and a picture says what it says in the picture.
_IN_PICTURE = 150
#: A place that tells so little beside its platform leaves the rest to the platform.
_SHORT = 600
_QUOTED = 10


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the place says: statement id → (address, quote), and why more may stand there unseen. ``online`` is a form of
    the portal by which one can apply."""

    place: Place
    documents: tuple[Document, ...]
    says: dict[str, tuple[str, str]]
    hidden: tuple[Obstacle, ...]
    online: InteractionForm | None = None

    @property
    def form(self) -> Document | None:
        """A form of the portal's own that can be filled in on line, as far as it was read."""
        return next((doc for doc in self.documents if doc.kind is PageKind.FORM), None)


@rule(
    id="incomplete-application",
    code="PA043",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R11",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for each thing that a place for applications needs."""
    place = place_of(facts, _ENTRY)
    if place is None:
        yield from _elsewhere(facts)
    elif not is_blank(place):
        seen = _look(facts, place)
        yield _channels(seen)
        yield _form(seen)
        yield _chart(seen)
        yield _function(seen, "application-query", "办理状态查询", "application.query")
        yield _function(seen, "application-reminder", "申请提醒", "application.reminder")
        yield from _purpose(seen)
        yield from _templates(facts, seen)


def _elsewhere(facts: Facts) -> Iterator[Verdict]:
    """It is published on another site, which is not ours to read. Its absence is another rule's finding."""
    for match in facts.standard:
        if match.id == _ENTRY and match.outcome is Presence.PRESENT and match.url:
            obstacle = Obstacle(match.url, "external", _NAME)
            params = {"reason": "external"}
            yield Verdict("application", _NAME, Outcome.CANT_TELL, params=params, obstacles=(obstacle,))


def _look(facts: Facts, place: Place) -> _Seen:
    guide = place_of(facts, _GUIDE)
    documents = tuple({d.url: d for d in (*place.documents, *(guide.documents if guide else ()))}.values())
    says = {s.id: (doc.url, s.quote) for doc in reversed(documents) for s in doc.says}
    names = [(column.url, column.name) for column in place.columns[1:]]
    names += [(item.url or column.url, item.title) for column in place.columns for item in column.items]
    names += [link for doc in place.documents for link in (*doc.links, *doc.attachments)]
    names += [(entry.url, entry.name) for entry in facts.inventory.entries if "申请" in entry.name]
    for url, name in names:
        for statement in said(_NAME, name[:80]):
            says.setdefault(statement.id, (url, name[:80]))
    online = next((each for each in facts.inventory.dialogs if each.purpose is FormPurpose.APPLICATION), None)
    if online is not None:
        says.setdefault("application.online", (online.url, online.title))
    query = next((each for each in facts.inventory.dialogs if _is_query(each, place)), None)
    if query is not None:
        says.setdefault("application.query", (query.url, query.title))
    return _Seen(place, documents, says, tuple(_hidden(facts, place)), online)


def _is_query(form: InteractionForm, place: Place) -> bool:
    """A form that asks how an application stands: it says so, or belongs to the place for applications."""
    if form.purpose is not FormPurpose.STATUS:
        return False
    labels = squeezed(f"{form.title} {' '.join(field.label for field in form.fields)}")
    homes = tuple(urls.canonical(column.url).rstrip("/") + "/" for column in place.columns)
    return "申请" in labels or urls.canonical(form.url).startswith(homes)


def _hidden(facts: Facts, place: Place) -> Iterator[Obstacle]:
    yield from unread(place.columns, whole=True)
    yield from opened(place, _ABOUT)
    for doc in place.documents:
        if not doc.whole:
            yield Obstacle(doc.url, "long-text", doc.title[:60])
        elif doc.pictures and doc.text_length < _IN_PICTURE:
            yield Obstacle(doc.url, "picture-unread", doc.title[:60])
    if not place.documents and not any(column.items for column in place.columns):
        yield Obstacle(place.home.url, "no-text", place.home.name)
    for entry in facts.inventory.entries:
        if entry.kind == "external" and "申请" in entry.name:
            yield Obstacle(entry.url, "external", entry.name)


# ── the things ────────────────────────────────────────────────────────────────────────────────────


def _channels(seen: _Seen) -> Verdict:
    found = {name: seen.says[f"application.{id_}"] for id_, name in _CHANNELS.items() if _has(seen, id_)}
    basis = (ARTICLE_29,)
    if not found:
        return _absent(seen, "application-channel", "受理渠道", seen.hidden, basis)
    evidence = tuple(Evidence(url, quote) for url, quote in dict.fromkeys(found.values()))
    params: dict[str, object] = {"channels": list(found)}
    return Verdict(
        "application-channel", "受理渠道", Outcome.PASS, basis=basis, params=params, evidence=evidence
    )


def _has(seen: _Seen, id_: str) -> bool:
    return f"application.{id_}" in seen.says


def _form(seen: _Seen) -> Verdict:
    subject, name = "application-form", "申请表"
    place = seen.place
    files = [link for doc in seen.documents for link in doc.attachments]
    files += [
        (item.url, item.title)
        for column in place.columns
        for item in column.items
        if item.url and urls.is_attachment(item.url)
    ]
    linked = [link for doc in seen.documents for link in doc.links if "申请表" in squeezed(link[1])]
    way = next(iter([*linked, *files]), None) or ((seen.form.url, seen.form.title) if seen.form else None)
    if way is None and _has(seen, "online"):
        way = seen.says["application.online"]
    if way is not None:
        return Verdict(subject, name, Outcome.PASS, evidence=(Evidence(way[0], way[1][:80]),))
    state = "no-download" if _has(seen, "form") else "absent"
    return _absent(seen, subject, name, seen.hidden, state=state)


def _chart(seen: _Seen) -> Verdict:
    if _has(seen, "chart"):
        return _present(seen, "application-flow", "办理流程图", "application.chart")
    # A chart is a picture or a file, and few pages call it by its name.
    pictures = tuple(
        Obstacle(doc.url, "picture-unread", doc.title[:60])
        for doc in seen.documents
        if doc.pictures or (doc.attachments and _says_flow(doc))
    )
    told = sum(doc.text_length for doc in seen.place.documents)
    platform = _platform(seen) if told < _SHORT else ()
    return _absent(seen, "application-flow", "办理流程图", (*seen.hidden, *pictures, *platform))


def _says_flow(doc: Document) -> bool:
    return doc.said("application.flow") is not None


def _function(seen: _Seen, subject: str, name: str, id_: str) -> Verdict:
    """Something that the platform for applications does; a platform that nobody read may do it."""
    if id_ in seen.says:
        return _present(seen, subject, name, id_)
    return _absent(seen, subject, name, (*seen.hidden, *_platform(seen)))


def _platform(seen: _Seen) -> tuple[Obstacle, ...]:
    """A platform that is spoken of and was not read."""
    if not _has(seen, "online") or seen.form is not None:
        return ()
    return (Obstacle(seen.says["application.online"][0], "platform-unread", _NAME),)


def _purpose(seen: _Seen) -> Iterator[Verdict]:
    subject, name = "application-purpose", "用途"
    asking = next((doc for doc in seen.documents if doc.said("application.purpose")), None)
    basis = (ARTICLE_29,)
    if asking is not None:
        statement = asking.said("application.purpose")
        evidence = (Evidence(asking.url, statement.quote if statement else "", asking.body_sha256),)
        params: dict[str, object] = {"state": "asks-purpose"}
        yield Verdict(subject, name, Outcome.WARN, Severity.INFO, basis, params, evidence)
    elif seen.online is not None and (asked := _purpose_label(seen.online)):
        shown = (Evidence(seen.online.url, f"{seen.online.title}：{asked}"),)
        yield Verdict(subject, name, Outcome.WARN, Severity.INFO, basis, {"state": "asks-purpose"}, shown)
    elif url := seen.form.url if seen.form else seen.online.url if seen.online else "":
        yield Verdict(subject, name, Outcome.PASS, Severity.INFO, basis, evidence=(Evidence(url),))


def _purpose_label(form: InteractionForm) -> str:
    return next((field.label for field in form.fields if "用途" in field.label), "")


def _templates(facts: Facts, seen: _Seen) -> Iterator[Verdict]:
    """Only for plans that name how many documents there are. They ask that these be made, so that too few is a notice."""
    terms = facts.profile.terms.get("reply-documents", ())
    wanted = int(terms[0]) if len(terms) == 1 and terms[0].isascii() and terms[0].isdigit() else len(terms)
    if not wanted:
        return
    words = entrance_words()
    named = [(item.title, item.url or c.url) for c in facts.inventory.columns for item in c.items]
    named += [(text, url) for doc in facts.inventory.documents for url, text in doc.attachments]
    named += [(doc.title, doc.url) for doc in facts.inventory.documents]
    found = {squeezed(title): (title, url) for title, url in named if words.documents.search(squeezed(title))}
    collected = next((pair for pair in named if words.collected.search(squeezed(pair[0]))), None)
    subject, name = "application-templates", "答复格式文书"
    params: dict[str, object] = {"wanted": wanted, "count": len(found), "state": "few-templates"}
    if collected or len(found) >= wanted:
        title, url = collected or next(iter(found.values()))
        yield Verdict(subject, name, Outcome.PASS, Severity.INFO, (), params, (Evidence(url, title[:80]),))
    elif seen.hidden:
        yield _absent(seen, subject, name, seen.hidden)
    else:
        shown = tuple(Evidence(url, title[:80]) for title, url in list(found.values())[:_QUOTED])
        evidence = shown or (Evidence(seen.place.home.url),)
        yield Verdict(subject, name, Outcome.WARN, Severity.INFO, (), params, evidence)


# ── verdicts ──────────────────────────────────────────────────────────────────────────────────────


def _present(seen: _Seen, subject: str, name: str, id_: str) -> Verdict:
    url, quote = seen.says[id_]
    return Verdict(subject, name, Outcome.PASS, evidence=(Evidence(url, quote),))


def _absent(
    seen: _Seen,
    subject: str,
    name: str,
    hidden: tuple[Obstacle, ...],
    basis: tuple[Clause, ...] = (),
    *,
    state: str = "absent",
) -> Verdict:
    home = seen.place.home
    reasons = tuple(dict.fromkeys(hidden))
    return Verdict(
        subject,
        name,
        Outcome.CANT_TELL if reasons else Outcome.FAIL,
        basis=basis,
        params={"checked": len(seen.documents)}
        | ({"reason": reasons[0].reason} if reasons else {"state": state}),
        evidence=(Evidence(home.url, home.name, home.body_sha256),),
        obstacles=reasons,
    )
