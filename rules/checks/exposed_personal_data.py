"""公开的信息中有未遮盖的个人信息。

## 检查什么

已读取的信息页面、列表页面，以及已下载的名单类附件（xls、doc、pdf 等）中，是否有未遮盖的个人信息：
居民身份证号码（18 位的核对行政区划、出生日期和校验码；15 位旧号码只认注明是身份证号的）、个人银行卡号
（核对发卡段和校验位）、发给群众钱物的名单中的手机号码和门牌住址。遮盖过少的（18 位号码只遮去两三位）按“遮盖不足”提醒。
一个页面或文件一个结论。报告只显示本工具自行遮盖后的号码：“●”是本报告遮盖的，“*”是网页原有的遮盖。

统一社会信用代码、项目和采购编号、订单号、时间、坐标，单位的收款账号，公告中的联系人及电话，公职人员和机构的联系方式不算。
名单类附件没有下载或者读不出内容的，结论为“无法判定”。图片中的名单、无文字的扫描件不能检查。

## 为什么

涉及个人隐私、公开会对第三方合法权益造成损害的政府信息，行政机关不得公开；确需公示名单的，应当遮盖身份证号、银行卡号、电话和住址。

## 如何整改

立即撤下或遮盖所列号码（页面、附件和历史版本都要处理），替换附件后核对旧地址是否已不能打开；查明还有哪些名单用同一模板。
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote, urlsplit

from auditor import urls
from auditor.attachment_words import speaks_of_people
from auditor.facts import Facts
from auditor.masking import masked
from auditor.model import (
    Clause,
    Document,
    Evidence,
    Group,
    Obstacle,
    Outcome,
    PersonalDatum,
    PersonalKind,
    Severity,
)
from auditor.rule import Claim, Verdict, rule

#: Read as printed in a commentary on the regulation: https://m.novel.qq.com/read/1044618180/20
_BASIS = (
    Clause(
        doc="政府信息公开条例（国务院令第711号）",
        clause="第十五条",
        text="涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开",
        verified=True,
    ),
)
_LISTS = {
    PersonalKind.IDENTITY: "open_identities",
    PersonalKind.BANK_CARD: "open_cards",
    PersonalKind.MOBILE: "open_mobiles",
    PersonalKind.ADDRESS: "open_addresses",
}
#: A home may be known to everybody (a listed house); a person decides.
_DOUBTFUL = frozenset({PersonalKind.ADDRESS})
_GRAVE = frozenset({PersonalKind.IDENTITY, PersonalKind.BANK_CARD})
_QUOTED = 10


@rule(
    id="exposed-personal-data",
    code="PA075",
    severity=Severity.CRITICAL,
    claims=Claim.STATE,
    requirements=("R31",),
    basis=_BASIS,
)
def check(facts: Facts) -> Iterator[Verdict]:
    """One verdict per page or file with such data, and one about what was read besides."""
    documents = facts.inventory.documents
    exposing = [document for document in documents if document.personal]
    for document in exposing:
        yield _exposed(facts, document)
    unread = _unread_lists(facts)
    if unread or not documents:
        yield _unsure(facts, unread)
    elif not exposing:
        yield Verdict(
            "personal-data",
            "个人信息",
            Outcome.PASS,
            params={"checked": len(documents)},
            evidence=(Evidence(facts.portal.url),),
        )


def _exposed(facts: Facts, document: Document) -> Verdict:
    plain = [datum for datum in document.personal if not _is_partly(datum)]
    sure = any(datum.kind not in _DOUBTFUL for datum in plain)
    count = sum(datum.count for datum in document.personal)
    lists: dict[str, list[dict[str, object]]] = {}
    for datum in document.personal:
        name = "half_masked" if _is_partly(datum) else _LISTS[datum.kind]
        lists.setdefault(name, []).append({"shown": datum.shown, "where": datum.where, "count": datum.count})
    return Verdict(
        masked(document.url),
        masked(document.title) or "（没有标题）",
        Outcome.FAIL if sure else Outcome.WARN,
        Severity.CRITICAL if any(datum.kind in _GRAVE for datum in plain) else Severity.MAJOR,
        params={"count": count, "partly": not plain, **lists},
        evidence=tuple(
            Evidence(masked(document.url), datum.shown, document.body_sha256, datum.where)
            for datum in document.personal
        ),
        field=_field(facts, document),
        occurrences=count,
    )


def _is_partly(datum: PersonalDatum) -> bool:
    """The portal hid some digits, too few."""
    return "*" in datum.shown


def _field(facts: Facts, document: Document) -> str | None:
    entry = facts.entries.get(facts.column_entry.get(document.column, ""))
    return entry.id if entry is not None and entry.group is Group.FIELD else None


def _unsure(facts: Facts, unread: Sequence[tuple[str, str]]) -> Verdict:
    reason = "lists-unread" if unread else "no-texts"
    shown = unread or [(facts.portal.url, facts.portal.name)]
    return Verdict(
        "personal-data",
        "个人信息",
        Outcome.CANT_TELL,
        Severity.MAJOR,
        params={"reason": reason, "count": len(unread), "checked": len(facts.inventory.documents)},
        obstacles=tuple(Obstacle(url, reason, name) for url, name in shown[:_QUOTED]),
    )


def _unread_lists(facts: Facts) -> list[tuple[str, str]]:
    """Attachments that list people and were not read: (address, text), both without their numbers. Dead ones show
    nothing to anybody."""
    read = {urls.canonical(document.url) for document in facts.inventory.documents if document.text_length}
    dead = {urls.canonical(link.url) for link in facts.inventory.broken}
    found: dict[str, tuple[str, str]] = {}
    for document in facts.inventory.documents:
        for url, text in document.attachments:
            key = urls.canonical(url)
            name = f"{text} {unquote(urlsplit(url).path.rpartition('/')[2])}"
            if key not in read and key not in dead and speaks_of_people(name):
                found[key] = (masked(url), masked(text))
    return [found[key] for key in sorted(found)]
