"""``rules/catalog/schema.json``: what editors check the catalog's files against, made from the loader's Structs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from auditor import codec
from auditor.catalog.files import RULES
from auditor.catalog.structs import EditionFile, FieldFile, OverlayFile

_FILES = (FieldFile, EditionFile, OverlayFile)


def schema_path(directory: Path = RULES) -> Path:
    return directory / "catalog" / "schema.json"


def schema() -> dict[str, Any]:
    """One schema for the three kinds of files: their required keys tell them apart."""
    refs, definitions = msgspec.json.schema_components(_FILES, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "标准目录的数据文件：领域、版本、地方调整",
        "anyOf": list(refs),
        "$defs": definitions,
    }


def schema_text() -> str:
    """The file's text, keys sorted."""
    return codec.encode_pretty(schema()).decode()
