"""Which items of the catalog are lists of objects: ``rules/objects.yml``, read strictly."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from auditor import strict_yaml

FILE = Path(__file__).resolve().parent.parent / "rules" / "objects.yml"


class ObjectKind(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"without": "not"}):
    """``item`` is a row of the catalog, ``elements`` its attributes with their header words."""

    item: str
    lists: tuple[str, ...]
    without: tuple[str, ...]
    elements: dict[str, tuple[str, ...]]


class ObjectKinds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kinds: tuple[ObjectKind, ...]
    phone: tuple[str, ...]


@cache
def object_kinds() -> ObjectKinds:
    """The bundled kinds. Raises AuditorError when the file is broken."""
    return strict_yaml.load(FILE, ObjectKinds)
