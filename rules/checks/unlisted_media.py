"""网站没有列出政务新媒体账号。

## 检查什么

网站上有没有政务新媒体账号或账号清单：到微博、微信、抖音等平台的链接，名称为“政务新媒体”“微信公众号”“客户端”的入口、栏目或
底部标识。全站一个结论。有“政务新媒体”栏目、里面却什么也没有的，同样提示。

账号只以没有文字说明的二维码图片列出的，要用 auditor newmedia 识读图片才知道，没有识读的读不出来，所以本项只作提示；
导航没有全部读到的，无法判断。

## 为什么

国办发〔2018〕123号：县级以上地方各级人民政府应当开设政务新媒体。门户网站列出账号为通行做法，没有读到相应条文。

## 如何整改

在首页显著位置或“政务新媒体”栏目列出本级政府及部门的账号名称、平台、主办单位，二维码配文字说明。
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor import urls
from auditor.facts import Facts
from auditor.media_words import media_words
from auditor.model import AccountSource, Clause, Evidence, Level, Outcome, Presence, Severity
from auditor.rule import Claim, Verdict, rule

ENTRY = "col-new-media"
_QUOTED = 10
_BASIS = (
    Clause(
        doc="国办发〔2018〕123号",
        clause="",
        text="县级以上地方各级人民政府应当开设政务新媒体（门户网站列出账号为通行做法，未见条文）",
        verified=False,
    ),
)


@rule(
    id="unlisted-media",
    code="PA070",
    severity=Severity.MINOR,
    claims=Claim.ABSENCE,
    requirements=("R29",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict for the portal of a county."""
    if facts.portal.level is not Level.COUNTY:
        return
    match = next((match for match in facts.standard if match.id == ENTRY), None)
    column = match is not None and match.outcome is Presence.PRESENT
    shown = dict(_shown(facts))
    outcome = Outcome.PASS if shown else Outcome.FAIL
    if not shown and match is not None and match.outcome in (Presence.AMBIGUOUS, Presence.CANT_TELL):
        outcome = Outcome.CANT_TELL
    yield Verdict(
        ENTRY,
        "政务新媒体",
        outcome,
        # An empty column is there to be seen: nothing unread elsewhere would fill it.
        claims=Claim.STATE if column else Claim.ABSENCE,
        params={
            "accounts": len(shown),
            "column": column,
            "pages_visited": facts.inventory.coverage.pages - facts.inventory.coverage.failed,
        }
        | ({"reason": "ambiguous"} if outcome is Outcome.CANT_TELL else {}),
        evidence=tuple(Evidence(url, name[:80]) for url, name in sorted(shown.items())[:_QUOTED])
        or (Evidence((match.url if match else None) or facts.portal.url),),
        candidates=match.runners_up if match and not shown else (),
    )


def _shown(facts: Facts) -> Iterator[tuple[str, str]]:
    """(address, name) of accounts and of lists of accounts."""
    words, inventory = media_words(), facts.inventory
    for link in (*inventory.media, *inventory.home_links):
        if words.is_share(link.url):
            continue  # a button that shares the page is no account
        if words.platform_of_host(urls.host(link.url)) is not None or words.is_listing(link.text):
            yield link.url, link.text
    for fact in inventory.site.found:
        if fact.name == "media":
            yield fact.url, fact.value
    columns = {c.id for c in inventory.columns if facts.column_entry.get(c.id) == ENTRY}
    for column in inventory.columns:
        if column.id in columns and column.items:
            yield column.url, column.name
    for document in inventory.documents:
        if document.column in columns and (document.text_length or document.pictures or document.links):
            yield document.url, document.title
    for table in inventory.objects:
        if any(words.is_listing(name) for name in table.names):
            yield table.url, table.names[0]
    for account in facts.media.accounts if facts.media else ():
        for mention in account.mentions:
            if mention.source is not AccountSource.REGISTER:
                yield mention.url, account.name or mention.quote
