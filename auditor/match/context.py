"""What stands above a name: the nearest ancestor that is itself a standard column or field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from auditor.catalog import Standard
from auditor.match.direct import direct
from auditor.match.normal import forms, is_organ, is_publisher, squeeze
from auditor.match.vocabulary import vocabulary
from auditor.model import Group

_ROOTS = ("首页", "网站首页", "主页", "home", "当前位置")


@dataclass(frozen=True, slots=True)
class Ancestry:
    """``nearest`` is the id of the nearest column above that matches.

    ``near``: nothing but organs stands between. ``deep``: there are names above, besides the home page, and none
    of them matches. ``known_names`` are the squeezed names between the nearest ancestor and the name.
    """

    nearest: str | None
    near: bool
    deep: bool
    known_names: tuple[str, ...]


def ancestry(context: Iterable[str], standard: Standard) -> Ancestry:
    """Read the names above, given from the home page downwards."""
    words = vocabulary(standard, Group.COLUMN)
    between: list[str] = []
    for name in reversed([part for part in context if part.strip() and squeeze(part) not in _ROOTS]):
        hit = direct(name, forms(name), words, standard)
        if hit:
            return Ancestry(
                hit.entry.id, all(is_organ(other) for other in between), False, _squeezed(between)
            )
        between.append(name)
    unknown = [name for name in between if not is_organ(name) and "政府" not in name and "网" not in name]
    return Ancestry(None, False, bool(unknown), _squeezed(between))


def below_organ(context: Iterable[str]) -> bool:
    """True when a department or township stands above; the first name may be the portal itself and never counts."""
    return any(is_publisher(name) for name in list(context)[1:])


def below_field(context: Iterable[str], standard: Standard) -> bool:
    """True when a column of one of the fields stands above: 社会救助 > 政策文件 holds that field's documents only."""
    words = vocabulary(standard, Group.FIELD)
    return any(direct(name, forms(name), words, standard) for name in context)


def _squeezed(names: list[str]) -> tuple[str, ...]:
    return tuple(squeeze(name) for name in names)
