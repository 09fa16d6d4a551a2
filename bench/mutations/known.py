"""Results of the campaign that are not as the kind of mutation promises, and why they are left so."""

from __future__ import annotations

from dataclasses import dataclass

from bench.mutations.model import Result


@dataclass(frozen=True, slots=True)
class Known:
    """``column`` is the key of the column in its plan, "" for the portal; ``state`` is what comes (``missed`` or ``extra``)."""

    case: str
    kind: str
    column: str
    state: str
    why: str


KNOWN: tuple[Known, ...] = (
    Known(
        "huaiyu",
        "emptied-text",
        "o66000101zn",
        "missed",
        "the name of the office and a tree of columns beside the text may be what the page is for: not called empty",
    ),
    Known(
        "suoguan",
        "emptied-text",
        "sggk",
        "missed",
        "the page is laid out with tables, and a table may be content: not called empty",
    ),
    Known(
        "haitan",
        "elsewhere",
        "zfcg",
        "extra",
        "a menu of the template still leads to its old address, which is gone: the dead link is real",
    ),
)


def known_of(result: Result) -> Known | None:
    """The entry for a result, or None."""
    subject = result.mutant.subject
    key = subject.spot.key if subject.spot else ""
    state = "missed" if result.state == "missed" else "extra"
    return next(
        (
            each
            for each in KNOWN
            if (each.case, each.kind, each.column, each.state)
            == (subject.case, result.mutant.kind, key, state)
        ),
        None,
    )
