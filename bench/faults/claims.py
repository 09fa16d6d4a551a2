"""What a verdict claims of a portal. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: Rules whose failing says that what was owed was not there, under other names than ``missing-…``.
_MISSING = frozenset(
    {
        "empty-search",
        "incomplete-catalog-row",
        "incomplete-county-map",
        "incomplete-organ-page",
        "incomplete-village-disclosure",
        "item-without-column",
        "unavailable-channel",
        "uncovered-field",
        "uninterpreted-policy",
        "unlisted-media",
        "unpublished-catalog",
        "unpublished-survey-result",
    }
)
_STALE = frozenset({"idle-account", "posting-gap", "stale-column", "stale-home", "unrevised-catalog"})


class Claim(StrEnum):
    """What a false verdict says of the portal."""

    MISSING = "missing"
    EMPTY = "empty"
    STALE = "stale"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A verdict that the undisturbed audit does not have. ``where`` are the addresses that it newly names, ``pages`` those on
    which it was seen."""

    claim: Claim
    rule: str
    subject: str
    name: str
    how: str
    where: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()

    def __str__(self) -> str:
        places = f" at {', '.join(self.where[:3])}" if self.where else ""
        return f"{self.claim}: {self.rule} {self.subject} ({self.name}) {self.how}{places}"


def claim_of(rule: str) -> Claim:
    if rule.startswith("missing-") or rule in _MISSING:
        return Claim.MISSING
    if rule in _STALE:
        return Claim.STALE
    return Claim.EMPTY if rule.startswith("empty-") else Claim.OTHER
