"""The tables of a campaign: what each kind found, and every result that is not as it should be, with its reason where one is
known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bench.mutations.kinds import KINDS
from bench.mutations.known import Known, known_of
from bench.mutations.model import Kind, Result
from bench.result import table


def rows_of(results: Iterable[Result], kind: Kind) -> tuple[Result, ...]:
    """The mutants of a kind that could be made."""
    return tuple(r for r in results if r.mutant.kind == kind.id and not r.unsuitable)


def wrong(result: Result, kind: Kind) -> bool:
    """Missed, or more found than was changed."""
    return result.state == "missed" or bool(result.extra(kind.also))


def unexplained(results: Sequence[Result]) -> tuple[Result, ...]:
    """What is wrong and not listed among the known ones."""
    kinds = {kind.id: kind for kind in KINDS}
    return tuple(
        r for r in results if not r.unsuitable and wrong(r, kinds[r.mutant.kind]) and known_of(r) is None
    )


def markdown(results: Sequence[Result]) -> str:
    """The section of the document."""
    kinds = [kind for kind in KINDS if rows_of(results, kind)]
    cases = sorted({r.mutant.subject.case for r in results})
    made = [r for r in results if not r.unsuitable]
    head = ["mutation", "must find", "mutants", "found", "cannot tell", "missed", "extra"]
    lines = [
        f"{len(made)} mutants of {len(cases)} portals, each crawled over loopback and judged, compared with the portal as it is.",
        "*Found*: the expected finding about the changed column is new. *Cannot tell*: its rule says so instead.",
        "*Extra*: mutants with a new failing finding that the change does not explain.",
        "",
        table(head, (_row(results, kind) for kind in kinds)),
        "",
        *_unsuitable(results),
        *_listed(results),
        *_also(kinds),
    ]
    return "\n".join(lines)


def _row(results: Sequence[Result], kind: Kind) -> tuple[str, ...]:
    mine = rows_of(results, kind)
    states = [r.state for r in mine]
    expected = mine[0].expected
    counts = ["–"] * 3
    if expected is not None:
        counts = [str(states.count(state)) for state in ("found", "cant-tell", "missed")]
    rules = sorted({rule for r in mine if r.expected for rule in r.expected.rules})
    extra = sum(bool(r.extra(kind.also)) for r in mine)
    return (f"`{kind.id}`: {kind.what}", " / ".join(rules) or "nothing", str(len(mine)), *counts, str(extra))


def _unsuitable(results: Sequence[Result]) -> list[str]:
    left = sum(bool(r.unsuitable) for r in results)
    if not left:
        return []
    return [f"{left} more could not be made: the plan or the templates of the portal do not allow them.", ""]


def _listed(results: Sequence[Result]) -> list[str]:
    kinds = {kind.id: kind for kind in KINDS}
    found = [r for r in results if not r.unsuitable and wrong(r, kinds[r.mutant.kind])]
    if not found:
        return ["Nothing was missed, nothing extra was found.", ""]
    rows = [_told(r, kinds[r.mutant.kind], known_of(r)) for r in found]
    return ["**Missed and extra**", "", table(["portal", "mutation", "column", "what came", "why"], rows), ""]


def _told(result: Result, kind: Kind, known: Known | None) -> tuple[str, ...]:
    subject = result.mutant.subject
    extra = "; ".join(f"extra {rule} ({name})" for rule, name, _ in result.extra(kind.also))
    said = "; ".join(filter(None, ["missed" if result.state == "missed" else "", extra]))
    return (subject.case, kind.id, subject.name, said, known.why if known else "**not explained**")


def _also(kinds: Sequence[Kind]) -> list[str]:
    rows = [(f"`{kind.id}`", rule, why) for kind in kinds for rule, why in kind.also.items()]
    if not rows:
        return []
    return ["Findings that may come with a mutation and are no extra ones:", "",
            table(["mutation", "finding", "why"], rows)]  # fmt: skip


def plain(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Results for programs."""
    return [
        {
            "case": r.mutant.subject.case,
            "kind": r.mutant.kind,
            "column": r.mutant.subject.spot.key if r.mutant.subject.spot else "",
            "state": r.state,
            "unsuitable": r.unsuitable,
            "new": [list(each) for each in r.new],
            "gone": [list(each) for each in r.gone],
        }
        for r in results
    ]
