"""Taking a workbook into the files of its edition: compare first, write only when told to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec

from auditor.catalog import files, writer
from auditor.catalog.diff import Difference, differences, file_rows
from auditor.catalog.files import EditionFiles
from auditor.catalog.load import check_all
from auditor.catalog.problems import stop_at_first
from auditor.catalog.structs import FieldFile
from auditor.errors import AuditorError
from auditor.strict_yaml import read_text

_COMMENT = """\
# yaml-language-server: $schema=../schema.json
# {title}. One entry of `items` is one row (二级事项) of the table. Ids are stable: "{number}-01" is the row's for ever, a row
# that goes leaves a gap, a new one takes the next free number; the same for elements ("{number}-01-01"). Never renumber.
"""


@dataclass(frozen=True, slots=True)
class Import:
    """What an import would do: differences to show, and the new text of each file that changes."""

    edition: str
    found: tuple[Difference, ...]
    texts: tuple[tuple[Path, str], ...]

    def write(self) -> None:
        for path, text in self.texts:
            try:
                writer.write(path, text)
            except OSError as error:
                raise AuditorError(f"{path}：无法写入（{error.strerror or error}）。请检查目录权限") from None


def plan(book: EditionFiles, directory: Path) -> Import:
    """Compare the workbook's edition with that of ``directory``. Raises AuditorError naming sheet, row and column."""
    edition = book.edition.value.edition
    old = files.read_edition(directory, edition) if edition in files.editions(directory) else None
    new_fields = {file.value.id: (file.name, file.value) for file in book.fields}
    old_fields = {file.value.id: (Path(file.name), file.value) for file in old.fields} if old else {}
    lacking = [field_id for field_id in old_fields if field_id not in new_fields]
    if lacking:
        names = "、".join(lacking)
        raise AuditorError(f"工作簿缺少领域 {names}。导入不会删除领域；请补上，或直接删除它的 YAML 文件")
    stop_at_first(check_all(directory, files.read_vocabulary(directory), book))
    folder = directory / "catalog" / edition
    texts: list[tuple[Path, str]] = []
    if old is None or old.edition.value != book.edition.value:
        texts.append(_text(folder / files.EDITION, book.edition.value))
    for field_id, (name, value) in new_fields.items():
        path, before = old_fields.get(field_id, (folder / name, None))
        if path.name != name:
            raise AuditorError(
                f"领域 {field_id} 的文件名“{name}”与现有的“{path.name}”不一致。请改成现有的文件名"
            )
        if value != before:
            texts.append(_text(path, value))
    one = file_rows(old.edition.value, tuple(value for _, value in old_fields.values())) if old else {}
    two = file_rows(book.edition.value, tuple(value for _, value in new_fields.values()))
    return Import(edition, differences(one, two), tuple(texts))


def _text(path: Path, value: msgspec.Struct) -> tuple[Path, str]:
    """The file's new text below the comment it has, or below the usual one."""
    comment = writer.comment_of(read_text(path)) if path.exists() else ""
    if not comment and isinstance(value, FieldFile):
        comment = _COMMENT.format(title=value.title, number=value.id.removeprefix("field-"))
    return path, writer.to_yaml(value, comment)
