"""What a rule is: a typed generator of verdicts with its claim, its legal basis and its documentation page.

A rule lives in a module of ``rules/checks``; the module's docstring is the rule's page in the documentation.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dataclasses import field as value
from enum import StrEnum
from functools import cache
from typing import Any

from auditor.errors import AuditorError
from auditor.facts import Facts
from auditor.model import Candidate, Clause, Evidence, Obstacle, Outcome, Severity

#: Headings that the documentation page of every rule has, in this order.
HEADINGS = ("检查什么", "为什么", "如何整改")


class Claim(StrEnum):
    """What a ``fail`` says. ABSENCE (it is nowhere) needs a complete crawl, STATE shows on the page."""

    ABSENCE = "absence"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of one subject. None for severity, basis, claims or requirements = those of the rule.

    ``params`` are plain JSON values for the report's sentence, never prose. ``field`` and ``organ`` say whom it concerns
    (id of a field's standard entry, name of an organ) when the subject alone does not tell. ``occurrences`` counts the
    places where one cause shows; the evidence holds some of them.
    """

    subject: str
    subject_name: str
    outcome: Outcome
    severity: Severity | None = None
    basis: tuple[Clause, ...] | None = None
    params: dict[str, Any] = value(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()
    claims: Claim | None = None
    field: str | None = None
    organ: str | None = None
    occurrences: int = 1
    requirements: tuple[str, ...] | None = None


Check = Callable[[Facts], Iterator[Verdict]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with all that is known about it. ``requirements`` are ids of ``rules/requirements.yml``."""

    id: str
    code: str
    severity: Severity
    claims: Claim
    requirements: tuple[str, ...]
    basis: tuple[Clause, ...]
    check: Check
    doc: str

    @property
    def title(self) -> str:
        """First line of the documentation page, in Chinese."""
        return self.doc.strip().partition("\n")[0].strip().rstrip("。")


def rule(
    *,
    id: str,
    code: str,
    severity: Severity,
    claims: Claim,
    requirements: tuple[str, ...] = (),
    basis: tuple[Clause, ...] = (),
) -> Callable[[Check], Rule]:
    """Turn a generator function into a :class:`Rule`. ``basis`` is empty when data hold the clauses."""

    def decorate(check: Check) -> Rule:
        doc = sys.modules[check.__module__].__doc__ or ""
        return Rule(id, code, severity, claims, requirements, basis, check, doc)

    return decorate


@cache
def discover(package: str = "rules.checks") -> tuple[Rule, ...]:
    """All rules of a package, sorted by code. Raises AuditorError when two share an id or a code."""
    folder = importlib.import_module(package)
    names = sorted(
        info.name for info in pkgutil.iter_modules(folder.__path__) if not info.name.startswith("_")
    )
    found: list[tuple[str, Rule]] = []
    for name in names:
        module = importlib.import_module(f"{package}.{name}")
        found += [(name, value) for value in vars(module).values() if isinstance(value, Rule)]
    owners: dict[str, str] = {}
    for name, each in found:
        for label in (each.id, each.code):
            if label in owners:
                raise AuditorError(
                    f"{package}.{name}：规则标识“{label}”与 {package}.{owners[label]} 重复。请改成别的"
                )
            owners[label] = name
    return tuple(sorted((each for _, each in found), key=lambda each: each.code))
