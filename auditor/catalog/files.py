"""Where the data files of the standard lie, and reading them one by one. Nothing is checked across files here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from auditor.catalog.field_checks import check_lines
from auditor.catalog.problems import Problem, Problems, at
from auditor.catalog.structs import (
    AliasesFile,
    ColumnsFile,
    ConfusablesFile,
    EditionFile,
    FieldFile,
    OverlayFile,
    SlugsFile,
)
from auditor.errors import AuditorError
from auditor.strict_yaml import Located, load_located

RULES = Path(__file__).resolve().parent.parent.parent / "rules"
#: Beside these the folders ``catalog/<edition>`` and ``catalog/overlays``.
FILES = ("columns.yml", "aliases.yml", "slugs.yml", "confusables.yml")
EDITION = "edition.yml"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The files that hold for every edition."""

    columns: Located[ColumnsFile]
    aliases: Located[AliasesFile]
    slugs: Located[SlugsFile]
    confusables: Located[ConfusablesFile]


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """The files of one edition, fields in the order of their file names."""

    edition: Located[EditionFile]
    fields: tuple[Located[FieldFile], ...]


def read_vocabulary(directory: Path) -> Vocabulary:
    """The four files of ``directory``. Raises AuditorError."""
    return Vocabulary(
        load_located(directory / "columns.yml", ColumnsFile),
        load_located(directory / "aliases.yml", AliasesFile),
        load_located(directory / "slugs.yml", SlugsFile),
        load_located(directory / "confusables.yml", ConfusablesFile),
    )


def editions(directory: Path) -> tuple[str, ...]:
    """Names of the editions below ``directory``, sorted."""
    return tuple(sorted(path.parent.name for path in (directory / "catalog").glob(f"*/{EDITION}")))


def overlays(directory: Path) -> tuple[str, ...]:
    """Names of the overlays below ``directory``, sorted."""
    return tuple(sorted(path.stem for path in (directory / "catalog" / "overlays").glob("*.yml")))


def field_paths(directory: Path, edition: str) -> tuple[Path, ...]:
    """Files of the fields of one edition, sorted."""
    found = (directory / "catalog" / edition).glob("[0-9]*.yml")
    return tuple(sorted(found))


def read_edition(directory: Path, edition: str) -> EditionFiles:
    """One edition. Raises AuditorError; an unknown edition is named with those there are."""
    folder = directory / "catalog" / edition
    if edition not in editions(directory):
        known = "、".join(editions(directory)) or "（没有）"
        raise AuditorError(f"{folder}：没有版本“{edition}”的标准目录。已有的版本：{known}")
    return EditionFiles(
        load_located(folder / EDITION, EditionFile),
        tuple(load_located(path, FieldFile) for path in field_paths(directory, edition)),
    )


def read_overlay(directory: Path, name_or_path: str) -> Located[OverlayFile]:
    """An overlay by its name, or by the path of its file (ends in .yml). Raises AuditorError."""
    path = Path(name_or_path)
    if path.suffix != ".yml":
        path = directory / "catalog" / "overlays" / f"{name_or_path}.yml"
        if name_or_path not in overlays(directory):
            known = "、".join(overlays(directory)) or "（没有）"
            raise AuditorError(f"{path}：没有名为“{name_or_path}”的地方调整。已有：{known}")
    return load_located(path, OverlayFile)


def check_names(files: EditionFiles) -> Problems:
    """The folder is named for its edition, each file begins with its field's number."""
    edition = files.edition
    folder = Path(edition.name).parent.name
    yield from check_lines(edition)
    if edition.value.edition != folder:
        yield at(
            edition, ("edition",), f"版本“{edition.value.edition}”与目录名“{folder}”不一致。请改成相同的版本"
        )
    for file in files.fields:
        number = file.value.id.removeprefix("field-")
        name = Path(file.name).name
        if not name.startswith(f"{number}_"):
            yield at(
                file, ("id",), f"文件名“{name}”与领域编号“{file.value.id}”不一致。文件名应以“{number}_”开头"
            )
    if not files.fields:
        yield Problem(edition.where(), "这个版本没有任何领域文件（NN_名称.yml）。请添加")
