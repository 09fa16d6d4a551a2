"""The open findings as cards of the county page: what each shows, and by what the reader can sort and filter them. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from auditor.model import Audit, Finding, Group
from auditor.model.reporting import Attachments
from reports.changes import NAMES, marks_of
from reports.pictures import Picture, pictures_of
from reports.text import clean
from reports.view import FindingView, RuleGroup, rule_groups
from reports.waiver_views import WaiverView, waivers_by_finding

#: Key of what belongs to no unit or field.
NONE = "-"
_NOBODY = "（未明确责任单位）"
_NO_FIELD = "（不属于重点领域）"
_WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter. ``key`` is what the cards carry; it is ours, never crawled text."""

    key: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Card:
    """One finding. ``unit_keys``, ``field_key`` and ``mark_keys`` are keys of the options, parted by spaces."""

    view: FindingView
    units: tuple[str, ...]
    unit_keys: str
    field: str
    field_key: str
    mark_keys: str
    change: str
    change_name: str
    waiver: WaiverView | None
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class CardGroup:
    """The cards of one rule."""

    group: RuleGroup
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Cards:
    """All cards, by rule. ``units``, ``fields`` and ``marks`` are what the page can filter by; empty when there is no choice.
    ``unit_keys`` are the keys of the units by name (``""``: nobody)."""

    groups: tuple[CardGroup, ...]
    units: tuple[Option, ...]
    fields: tuple[Option, ...]
    marks: tuple[Option, ...]
    unit_keys: dict[str, str]
    total: int

    def of_field(self, field: str) -> tuple[Card, ...]:
        """The cards of a field, by its id."""
        return tuple(
            card for group in self.groups for card in group.cards if card.view.finding.field == field
        )


def cards_of(audit: Audit, attached: Attachments) -> Cards:
    """The cards of all open findings, in the order of :func:`reports.view.rule_groups`."""
    groups = rule_groups(audit)
    views = [view for group in groups for view in group.findings]
    titles = {match.id: match.title for match in audit.standard if match.group is Group.FIELD}
    units = _options((units_of(view.finding) or (NONE,) for view in views), {NONE: _NOBODY})
    fields = _options(((view.finding.field or NONE,) for view in views), titles | {NONE: _NO_FIELD}, titles)
    changes, waivers = marks_of(attached.diff), waivers_by_finding(audit)
    order = {view.finding.fingerprint: view.number for view in views}
    pictures = pictures_of(audit.shots, attached.pictures, order)
    waived = audit.waived

    def card(view: FindingView) -> Card:
        finding = view.finding
        change = changes.get(finding.fingerprint)
        marks = [change.value] if change else []
        marks += [_WAIVED] if finding.fingerprint in waived else []
        return Card(
            view=view,
            units=units_of(finding),
            unit_keys=" ".join(units[unit].key for unit in units_of(finding) or (NONE,)),
            field=fields[finding.field].name if finding.field else "",
            field_key=fields[finding.field or NONE].key,
            mark_keys=" ".join(marks),
            change=change.value if change else "",
            change_name=NAMES[change] if change else "",
            waiver=waivers.get(finding.fingerprint),
            pictures=pictures.get(finding.fingerprint, ()),
        )

    cards = tuple(CardGroup(group, tuple(card(view) for view in group.findings)) for group in groups)
    return Cards(
        groups=cards,
        units=_choices(units),
        fields=_choices(fields),
        marks=_marks([each for group in cards for each in group.cards]),
        unit_keys={"" if unit == NONE else unit: option.key for unit, option in units.items()},
        total=len(views),
    )


def units_of(finding: Finding) -> tuple[str, ...]:
    """Who must mend a finding: those named for it, else the organ that it concerns."""
    return finding.units or ((finding.organ,) if finding.organ else ())


def _options(
    values: Iterable[tuple[str, ...]], names: dict[str, str], order: Iterable[str] = ()
) -> dict[str, Option]:
    """Options by value: those of ``order`` first, then the most frequent; what belongs to none stands last."""
    count = Counter(value for each in values for value in dict.fromkeys(each))
    rank = {value: place for place, value in enumerate(order)}
    ordered = sorted(count, key=lambda one: (one == NONE, rank.get(one, len(rank)), -count[one], one))
    return {
        value: Option(NONE if value == NONE else str(key), names.get(value) or clean(value, 60), count[value])
        for key, value in enumerate(ordered)
    }


def _choices(options: dict[str, Option]) -> tuple[Option, ...]:
    """Nothing to choose from where all belong to none."""
    return () if set(options) <= {NONE} else tuple(options.values())


def _marks(cards: list[Card]) -> tuple[Option, ...]:
    count = Counter(mark for card in cards for mark in card.mark_keys.split())
    names = {change.value: name for change, name in NAMES.items()} | {_WAIVED: "已豁免"}
    return tuple(Option(key, name, count[key]) for key, name in names.items() if count[key])
