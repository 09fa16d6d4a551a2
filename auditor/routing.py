"""Whom a finding concerns: its field, its organ, and the units that must mend it. Pure.

A plan names units for fields, for columns, for rows of the register; what stands on an organ's own page is the organ's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from auditor.facts import Facts
from auditor.model import Column, Group
from auditor.rule import Rule, Verdict


@dataclass(frozen=True, slots=True)
class Route:
    """``units`` is empty when the plan names nobody."""

    field: str | None = None
    organ: str | None = None
    units: tuple[str, ...] = ()


class Router:
    """Routes the verdicts about one portal; what a verdict says itself counts first, then what its subject and its
    column tell."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._columns = {column.id: column for column in facts.inventory.columns}
        self._organs = {organ.name for organ in facts.inventory.organs if organ.url}

    def route(self, rule: Rule, verdict: Verdict) -> Route:
        above = tuple(self._entries_above(self._columns.get(verdict.subject)))
        field = verdict.field or self._field((verdict.subject, *above))
        organ = verdict.organ or self._organ(self._columns.get(verdict.subject))
        entry = verdict.subject if verdict.subject in self._facts.entries else next(iter(above), None)
        return Route(field, organ, self._units(rule, field, organ, entry))

    def _units(self, rule: Rule, field: str | None, organ: str | None, entry: str | None) -> tuple[str, ...]:
        named = self._facts.profile.units
        if organ:
            return (organ,)
        if field and named.fields:
            # The plan deals out the fields one by one: one that it leaves out is nobody's.
            return tuple(named.fields.get(field, ()))
        if entry and entry in named.entries:
            return tuple(named.entries[entry])
        if rule.id in named.rules:
            return tuple(named.rules[rule.id])
        for requirement in rule.requirements:
            if requirement in named.requirements:
                return tuple(named.requirements[requirement])
        return (named.office,) if named.office else ()

    def _field(self, entries: Iterable[str]) -> str | None:
        """The field that a standard entry is or belongs to, the nearest first."""
        for id_ in entries:
            entry = self._facts.entries.get(id_)
            if entry is not None and entry.group is Group.FIELD:
                return id_
            if entry is not None and entry.group is Group.ITEM:
                return next((each for each in entry.parents if each.startswith("field-")), None)
        return None

    def _entries_above(self, column: Column | None) -> Iterator[str]:
        """Standard entries to which a column and those above it were matched, its own first."""
        seen: set[str] = set()
        while column is not None and column.id not in seen:
            seen.add(column.id)
            if column.id in self._facts.column_entry:
                yield self._facts.column_entry[column.id]
            column = self._columns.get(column.parent or "")

    def _organ(self, column: Column | None) -> str | None:
        """The organ on whose page a column stands."""
        return next((name for name in column.path if name in self._organs), None) if column else None
