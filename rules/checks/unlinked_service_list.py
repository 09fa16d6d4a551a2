"""权责清单、公共服务事项清单没有配套办事指南。

## 检查什么

公布权责清单、公共服务事项清单的栏目，清单中的事项是否通向办事指南：清单页面有到办事指南的链接，或者同一栏目、下级栏目中就有
办事指南的，算有。每个清单栏目一个结论。

清单只以附件公布，清单文章没有读到，或者办事服务设在政务服务网等别的网站上的，无法判断，由检查人员核对。
没有清单栏目的，由“缺少应设栏目”报告。

## 为什么

有关实施方案要求在清单基础上配套公开办事指南（依据见所列条款）；国家层面没有读到相应条文，只作提示。

## 如何整改

在清单的各事项后加上办事指南的链接；没有指南的，由事项实施单位编制后公布。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor import urls
from auditor.facts import Facts, content_obstacles
from auditor.model import Column, Document, Evidence, Obstacle, Outcome, PageKind, Severity
from auditor.rule import Claim, Verdict, rule
from auditor.service_words import service_words
from auditor.statements import squeezed
from rules.checks._guides import guides, is_guide_title

_QUOTED = 10


@rule(
    id="unlinked-service-list",
    code="PA068",
    severity=Severity.MINOR,
    claims=Claim.STATE,
    requirements=("R23",),
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per column that publishes such lists."""
    known = {urls.canonical(guide.document.url) for guide in guides(facts)}
    texts: dict[str, list[Document]] = {}
    for document in facts.inventory.documents:
        texts.setdefault(document.column, []).append(document)
    for column in sorted(facts.inventory.columns, key=lambda each: each.id):
        if column.failure is None and (column.items or texts.get(column.id)) and _is_list(facts, column):
            yield _verdict(facts, column, texts.get(column.id, ()), known)


def _is_list(facts: Facts, column: Column) -> bool:
    words, name = service_words(), squeezed(column.name)
    if facts.column_entry.get(column.id) in words.list_entries:
        return True
    return bool(words.list_titles.search(name)) and not words.list_without.search(name)


def _verdict(facts: Facts, column: Column, texts: Sequence[Document], known: set[str]) -> Verdict:
    linked = next((text for text in texts if _leads(text, known)), None)
    below = linked is not None or _guides_below(facts, column, known)
    lists = [text for text in texts if _is_list_text(column, text)]
    reason = "" if below else _unsure(facts, column, lists)
    outcome = Outcome.PASS if below else Outcome.CANT_TELL if reason else Outcome.FAIL
    shown = [linked] if linked else lists
    return Verdict(
        column.id,
        column.name,
        outcome,
        params={
            "path": list(column.path),
            "service_lists": [text.title for text in lists],
            "count": len(lists),
        }
        | ({"reason": reason} if reason else {}),
        evidence=tuple(Evidence(text.url, text.title) for text in shown[:_QUOTED])
        or (Evidence(column.url, column.name),),
        obstacles=(Obstacle(column.url, reason, column.name),) if reason else (),
        occurrences=max(1, len(lists)),
    )


def _leads(text: Document, known: set[str]) -> bool:
    words = service_words().list_guides
    return any(url in known or any(word in label for word in words) for url, label in text.links)


def _guides_below(facts: Facts, column: Column, known: set[str]) -> bool:
    """Guides stand in the column's own list, or in a column below it."""
    if any(is_guide_title(item.title) or urls.canonical(item.url or "") in known for item in column.items):
        return True
    words = service_words()
    return any(
        each.parent == column.id
        and (words.columns.search(squeezed(each.name)) or any(is_guide_title(i.title) for i in each.items))
        for each in facts.inventory.columns
    )


def _is_list_text(column: Column, text: Document) -> bool:
    words, title = service_words(), squeezed(text.title)
    itself = urls.canonical(text.url) == urls.canonical(column.url)
    return itself or bool(words.list_titles.search(title) and not words.list_without.search(title))


def _unsure(facts: Facts, column: Column, lists: Sequence[Document]) -> str:
    """Why the lists may lead to guides all the same; "" when they do not."""
    if content_obstacles(column):
        return "unread"
    if not lists:
        return "lists-unread" if column.kind is PageKind.LIST else "unread"
    if any(text.attachments or text.pictures or not text.whole for text in lists):
        return "list-attached"
    words = service_words().elsewhere
    outside = any(
        e.kind == "external" and any(word in e.name for word in words) for e in facts.inventory.entries
    )
    return "guides-elsewhere" if outside else ""
