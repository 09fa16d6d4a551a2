"""What no type can say about columns, aliases, slugs and confusables. Each check yields its problems."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from auditor.catalog.problems import Problems, at
from auditor.catalog.standard import key
from auditor.catalog.structs import AliasesFile, ColumnsFile, ConfusablesFile, SlugsFile
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath


@dataclass(frozen=True, slots=True)
class Known:
    """Titles by id: of the columns, of the edition's fields, and the ids of fields of other editions."""

    columns: Mapping[str, str]
    fields: Mapping[str, str]
    elsewhere: frozenset[str] = frozenset()

    def part(self, name: str) -> Mapping[str, str]:
        return self.columns if name == "columns" else self.fields

    def has(self, entry_id: str, part: str = "") -> bool:
        if part == "columns":
            return entry_id in self.columns
        found = entry_id in self.fields or entry_id in self.elsewhere
        return found if part == "fields" else found or entry_id in self.columns


def check_columns(file: Located[ColumnsFile], fields: Collection[str]) -> Problems:
    """Ids are unique and parents exist."""
    known = {row.id for row in file.value.columns} | set(fields)
    seen: set[str] = set(fields)
    for index, row in enumerate(file.value.columns):
        if row.id in seen:
            yield at(file, ("columns", index, "id"), f"编号“{row.id}”重复。请换一个没有用过的编号")
        seen.add(row.id)
        for parent in row.parents:
            if parent not in known:
                yield at(file, ("columns", index, "parents"), f"上级“{parent}”不存在。请改成已有的编号")


def check_aliases(file: Located[AliasesFile], known: Known) -> Problems:
    """Within one group a name belongs to one entry, and no alias is another entry's title."""
    for part in ("columns", "fields"):
        yield from _check_part(file, part, known)


def _check_part(file: Located[AliasesFile], part: str, known: Known) -> Problems:
    titles = {key(title): entry_id for entry_id, title in known.part(part).items()}
    sets = getattr(file.value, part)
    claims = {(key(name), entry) for entry, many in sets.items() for names in many for name in names.names}
    owner: dict[str, str] = {}
    for entry_id, path, name in _names(file.value, part):
        title_of = titles.get(key(name))
        if title_of and title_of != entry_id:
            circle = (key(known.part(part).get(entry_id, "")), title_of) in claims
            what = "互为别名（循环）" if circle else f"是“{title_of}”的标题"
            yield at(file, path, f"别名“{name}”{what}。一个名称只能属于一项，请删除其中一个")
        elif title_of or owner.get(key(name)):
            first = title_of or owner[key(name)]
            yield at(file, path, f"别名“{name}”重复，已属于“{first}”。请删除其中一个")
        owner[key(name)] = entry_id
    for entry_id in sets:
        yield from _known(file, (part, entry_id), entry_id, known, part)


def _names(value: AliasesFile, part: str) -> list[tuple[str, KeyPath, str]]:
    """Entry id, place and text of each name of one part."""
    return [
        (entry_id, (part, entry_id, index, kind, at_), name)
        for entry_id, many in getattr(value, part).items()
        for index, names in enumerate(many)
        for kind in ("names", "short", "patterns")
        for at_, name in enumerate(getattr(names, kind))
    ]


def check_slugs(file: Located[SlugsFile], known: Known) -> Problems:
    """A slug belongs to one entry of its group."""
    for part in ("columns", "fields"):
        owner: dict[str, str] = {}
        for entry_id, slugs in getattr(file.value, part).items():
            yield from _known(file, (part, entry_id), entry_id, known, part)
            for index, slug in enumerate(slugs):
                if slug in owner:
                    message = f"地址缩写“{slug}”重复，已属于“{owner[slug]}”。请删除其中一个"
                    yield at(file, (part, entry_id, index), message)
                owner[slug] = entry_id


def check_confusables(file: Located[ConfusablesFile], known: Known) -> Problems:
    """The entries that a rule names exist."""
    for index, negative in enumerate(file.value.negatives):
        for entry_id in negative.entries:
            yield from _known(file, ("negatives", index, "entries"), entry_id, known)
    for index, context in enumerate(file.value.contexts):
        for entry_id in context.below:
            yield from _known(file, ("contexts", index, "below"), entry_id, known)


def _known(
    file: Located[AliasesFile] | Located[SlugsFile] | Located[ConfusablesFile],
    path: KeyPath,
    entry_id: str,
    known: Known,
    part: str = "",
) -> Problems:
    if not known.has(entry_id, part):
        yield at(file, path, f"编号“{entry_id}”不存在。请改成 columns.yml 或标准目录中已有的编号")
