"""People's decisions over the ladder's answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from auditor.catalog import Standard
from auditor.mapping import Decisions, PersonDecision, PortalMapping, decisions_for
from auditor.model import Decision, Group, Match, PublishedName

Chosen = Decisions | Mapping[str, str | None]
NONE = Decisions((), {})
_LONG_AGO = date(1, 1, 1)


def as_decisions(chosen: Chosen | None) -> Decisions:
    """A plain mapping name → id (or None to reject) as decisions without author."""
    if chosen is None:
        return NONE
    if isinstance(chosen, Decisions):
        return chosen
    listed = tuple(
        PersonDecision(name, "alias" if id_ else "reject", id_, "", "0001-01-01", "")
        for name, id_ in chosen.items()
    )
    return decisions_for(PortalMapping(listed), _LONG_AGO)


def decided(match: Match, chosen: Decisions, standard: Standard, group: Group | None = None) -> Match:
    """``match`` as people want it. With ``group``, a name decided for another group is none of this one."""
    name: PublishedName = match.published
    decision = chosen.of(name.name, name.context) if chosen.listed else None
    if decision is None:
        return match
    if decision.verdict == "reject":
        return match if decision.id not in (None, match.id) else _answer(match, None, None)
    title, own = _known(decision.id or "", standard)
    if title is None or (group is not None and own is not group):
        return _answer(match, None, None)
    return _answer(match, decision.id, title)


def _answer(match: Match, id_: str | None, title: str | None) -> Match:
    outcome = Decision.ACCEPTED if id_ else Decision.REJECTED
    losers = tuple(loser for loser in match.runners_up if loser.id != id_)
    return Match(match.published, outcome, id_, title, "decision", 100.0, losers)


def _known(id_: str, standard: Standard) -> tuple[str | None, Group | None]:
    if entry := standard.by_id.get(id_):
        return entry.title, entry.group
    if item := standard.item_by_id.get(id_):
        return item.level2, Group.ITEM
    return None, None
