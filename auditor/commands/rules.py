"""``auditor rules``: the list of rules, the page of one, or all pages written into a folder."""

from __future__ import annotations

from argparse import Namespace
from difflib import get_close_matches
from pathlib import Path

from auditor import outputs
from auditor.errors import AuditorError, ExitCode
from auditor.requirements import load_requirements
from auditor.rule import Rule, discover
from auditor.rule_pages import page, pages


def run(arguments: Namespace) -> ExitCode:
    """Raises AuditorError for an unknown rule or a folder that cannot be written."""
    rules = discover()
    duties = {row.id: row.title for row in load_requirements()}
    if arguments.write:
        _write(Path(arguments.write), pages(rules, duties))
    elif arguments.name:
        print(page(_wanted(arguments.name, rules), duties))
    else:
        for rule in rules:
            print(f"{rule.code}  {rule.id:<32}{' '.join(rule.requirements):<14}{rule.title}")
    return ExitCode.CLEAN


def _wanted(name: str, rules: tuple[Rule, ...]) -> Rule:
    for rule in rules:
        if name in (rule.id, rule.code):
            return rule
    near = get_close_matches(name, [rule.id for rule in rules], 3, 0.5)
    hint = f"；是不是：{'、'.join(near)}？" if near else "；用 auditor rules 查看全部规则"
    raise AuditorError(f"没有名为“{name}”的规则{hint}")


def _write(folder: Path, made: dict[str, str]) -> None:
    """Write all pages and take away those of rules that are gone."""
    for name, text in made.items():
        outputs.write(folder / name, text.encode())
    for old in sorted(folder.glob("*.md")):
        if old.name not in made:
            old.unlink()
    print(f"{folder}：{len(made) - 1} 条规则")
