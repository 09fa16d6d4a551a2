"""Who publishes what: departments and townships by block, villages by topic. Values for two tables; pure."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Audit, Organ, OrganKind
from reports import wording

#: What each organ owes on its own page, and what a village publishes, in the order of the tables.
BLOCKS = ("col-guide", "col-rules", "col-statutory", "col-annual-report")
TOPICS = (
    "village-poverty",
    "village-revival",
    "village-finance",
    "village-subsidy",
    "village-elderly",
    "village-relief",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """``state``: there, missing, or unknown (nothing of it was seen, and it may be elsewhere)."""

    state: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    organ: Organ
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """``heads`` are the names of the columns."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Organs:
    organs: Matrix
    villages: Matrix

    def __bool__(self) -> bool:
        return bool(self.organs.rows or self.villages.rows)


def organs_of(audit: Audit) -> Organs:
    """Both matrices; without rows when the portal names no organs."""
    villages = [each for each in audit.organs if each.kind is OrganKind.VILLAGE]
    others = [each for each in audit.organs if each.kind is not OrganKind.VILLAGE]
    others.sort(key=lambda each: (each.kind is OrganKind.TOWNSHIP, each.name))
    villages.sort(key=lambda each: (each.parent, each.name))
    return Organs(_matrix(others, BLOCKS), _matrix(villages, TOPICS))


def _matrix(organs: list[Organ], ids: tuple[str, ...]) -> Matrix:
    heads = tuple(wording.label("block", id_) for id_ in ids)
    return Matrix(heads, tuple(Row(each, tuple(_cell(each, id_) for id_ in ids)) for each in organs))


def _cell(organ: Organ, id_: str) -> Cell:
    url = dict(organ.blocks).get(id_)
    if url is not None:
        return Cell("there", url)
    return Cell("unknown" if organ.url is None or organ.obstacles else "missing")
