"""Which placeholders a template may use, and what stands behind each: the contract between this tool and an office that
brings its own template. Names are Chinese, for those who edit templates are officials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    TEXT = "文字"
    PICTURE = "图片"
    MANY = "清单"


@dataclass(frozen=True, slots=True)
class Place:
    """One placeholder. ``members`` are those of each row of a list; ``required``: a template without it would hide
    what the letter is for."""

    meaning: str
    kind: Kind = Kind.TEXT
    members: Mapping[str, Place] = field(default_factory=dict)
    required: bool = False


Shape = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG to be set into a letter, with its size on paper."""

    data: bytes
    width_mm: float
    height_mm: float


def many(meaning: str, members: Shape, required: bool = False) -> Place:
    return Place(meaning, Kind.MANY, members, required)


def required_names(shape: Shape, prefix: str = "") -> Iterator[str]:
    """Names that a template must use, those of rows as ``清单.名称``."""
    for name, place in shape.items():
        if place.required:
            yield prefix + name
        yield from required_names(place.members, f"{prefix}{name}.")


def specimen(shape: Shape, rows: int, picture: Picture) -> dict[str, Any]:
    """Made-up values for all placeholders, each list with so many rows; without rows the texts are empty, too."""
    values: dict[str, Any] = {}
    for name, place in shape.items():
        if place.kind is Kind.MANY:
            values[name] = [specimen(place.members, rows, picture) for _ in range(rows)]
        elif place.kind is Kind.PICTURE:
            values[name] = picture if rows else None
        else:
            values[name] = f"<{name}>&" if rows else ""
    return values
