"""``auditor catalog``: check, show, compare and exchange the standard catalog."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from auditor.catalog import FILES, RULES, Standard, list_editions, load_standard
from auditor.catalog.diff import Difference, differences, standard_rows
from auditor.catalog.document import document
from auditor.catalog.files import editions, overlays, read_edition, read_overlay
from auditor.catalog.problems import Problem
from auditor.catalog.schema import schema_path, schema_text
from auditor.catalog.shown import show
from auditor.catalog.survey import FieldCount, Survey, count, survey, survey_file
from auditor.catalog.writer import write
from auditor.errors import AuditorError, ExitCode

_KINDS = {"added": "新增", "removed": "删除", "changed": "修改"}


def run(arguments: argparse.Namespace) -> int:
    actions: dict[str, Callable[[argparse.Namespace], int]] = {
        "check": _check,
        "show": _show,
        "diff": _diff,
        "export": _export,
        "import": _import,
    }
    return actions[arguments.action](arguments)


def _rules(arguments: argparse.Namespace) -> Path:
    return Path(arguments.rules) if arguments.rules else RULES


# ── check ─────────────────────────────────────────────────────────────────────────────────────────


def _check(arguments: argparse.Namespace) -> int:
    path = Path(arguments.path) if arguments.path else _rules(arguments)
    if path.name in FILES:  # vocabulary can only be judged against the fields it speaks of
        path = path.parent
    if path.is_file():
        return _verdict(survey_file(path, _rules(arguments)))
    if not path.exists():
        raise AuditorError(f"{path}：不存在。请给出规则目录，或其中的一个 .yml 文件")
    if (path / "edition.yml").is_file():  # the folder of one edition
        path = path.parent.parent
    results = survey(path)
    for result in results:
        if result.standard is not None:
            _print_counts(result, result.standard)
    status = _verdict(tuple(problem for result in results for problem in result.problems))
    if arguments.write_docs and status == ExitCode.CLEAN:
        for target, text in (
            (path.parent / "docs" / "catalog.md", document(path)),
            (schema_path(path), schema_text()),
        ):
            write(target, text)
            print(f"已写入 {target}")
    return status


def _verdict(problems: tuple[Problem, ...]) -> int:
    for problem in problems:
        print(f"错误：{problem}")
    print(f"共 {len(problems)} 处错误" if problems else "没有错误")
    return ExitCode.USAGE if problems else ExitCode.CLEAN


def _print_counts(result: Survey, standard: Standard) -> None:
    fields = count(standard)
    print(
        f"版本 {result.edition}：{len(fields)} 个领域，{standard.rows} 个事项，其中已核实 {standard.verified_rows} 个"
    )
    for field in fields:
        print(f"  {field.field.id.removeprefix('field-')} {field.field.title}：{_counts(field)}")
        for text, number in field.unread:
            print(f"      未能解析的时限（{number} 处）：{text}")
    whole, part, text, none = (
        sum(getattr(f, key) for f in fields) for key in ("whole", "part", "text", "none")
    )
    print(f"时限：已解析 {whole}，部分解析 {part}，只有文字 {text}，没有时限 {none}")


def _counts(field: FieldCount) -> str:
    limits = f"时限解析 {field.whole + field.part}/{field.rows - field.none}"
    return f"事项 {field.rows}，已核实 {field.verified}，要素齐全 {field.complete}，要素 {field.elements}，{limits}"


# ── show, diff ────────────────────────────────────────────────────────────────────────────────────


def _show(arguments: argparse.Namespace) -> int:
    standard = load_standard(arguments.edition, tuple(arguments.overlay), directory=_rules(arguments))
    print(show(standard, arguments.id, (arguments.rules and Path(arguments.rules)) or RULES))
    return ExitCode.CLEAN


def _diff(arguments: argparse.Namespace) -> int:
    directory = _rules(arguments)
    one, two = (standard_rows(_catalog(name, directory)) for name in (arguments.one, arguments.two))
    _print_differences(differences(one, two))
    return ExitCode.CLEAN


def _catalog(name: str, directory: Path) -> Standard:
    """``2019``, ``990101`` (an overlay on its edition), ``2019+990101``, or the path of an overlay's file."""
    first, *rest = name.split("+")
    if first in editions(directory):
        return load_standard(first, tuple(rest), directory=directory)
    if first in overlays(directory) or first.endswith(".yml"):
        edition = read_overlay(directory, first).value.edition
        return load_standard(edition, (first, *rest), directory=directory)
    known = "、".join([edition.name for edition in list_editions(directory)] + list(overlays(directory)))
    raise AuditorError(f"没有版本或地方调整“{first}”。可用：{known}；地方调整也可以写 .yml 文件的路径")


def _print_differences(found: tuple[Difference, ...]) -> None:
    for each in found:
        if each.key:
            print(f"修改 {each.id} {each.key}：\n  - {each.before}\n  + {each.after}")
        else:
            print(f"{_KINDS[each.kind]} {each.id}：{each.after or each.before}")
    numbers = "，".join(f"{word} {sum(each.kind == kind for each in found)}" for kind, word in _KINDS.items())
    print(f"共 {len(found)} 处不同：{numbers}" if found else "没有不同")


# ── export, import ────────────────────────────────────────────────────────────────────────────────


def _export(arguments: argparse.Namespace) -> int:
    from auditor.catalog.workbook import export  # openpyxl is slow to import

    directory = _rules(arguments)
    standard = load_standard(
        arguments.edition, directory=directory
    )  # every fault shows before a file is written
    path = Path(arguments.file)
    if path.suffix.lower() != ".xlsx":
        raise AuditorError(f"{path}：文件名应以 .xlsx 结尾")
    export(read_edition(directory, standard.edition), path)
    print(f"已导出版本 {standard.edition}：{standard.rows} 个事项 → {path}")
    return ExitCode.CLEAN


def _import(arguments: argparse.Namespace) -> int:
    from auditor.catalog.exchange import plan
    from auditor.catalog.workbook_read import read

    planned = plan(read(Path(arguments.file)), _rules(arguments))
    _print_differences(planned.found)
    for path, _ in planned.texts:
        print(f"{'已写入' if arguments.write else '将改写'} {path}")
    if arguments.write:
        planned.write()
    elif planned.texts:
        print("没有写入任何文件；确认无误后加 --write 写入")
    return ExitCode.CLEAN
