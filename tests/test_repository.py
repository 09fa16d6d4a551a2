"""What the documents and build files promise: commands that exist, links that lead somewhere, twins that agree."""

from __future__ import annotations

import argparse
import itertools
import os
import re
import shlex
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from configparser import ConfigParser
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import msgspec
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from auditor.catalog import load_standard
from auditor.catalog.limits import grasp
from auditor.cli import build_parser
from auditor.crawl import portals
from auditor.errors import ExitCode
from auditor.mapping import read_mapping
from auditor.media import register_yaml
from auditor.media.register import load_register
from auditor.model import Group
from auditor.rule import discover
from auditor.waivers import parse_waivers
from tests.harness import ROOT, Auditor, Run

READMES = [ROOT / "README.md", ROOT / "README.zh-CN.md"]
DOCUMENTS = [
    *READMES,
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
BUILD_FILES = [
    ROOT / name
    for name in (
        *("Makefile", ".ci/run", "constraints.txt", "pyproject.toml", "scrapy.cfg"),
        *(".importlinter", ".editorconfig", ".gitattributes", ".gitignore"),
    )
]
SOURCES = [
    path
    for folder in ("auditor", "spiders", "rules", "reports")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".yml", ".html", ".css", ".js"}
]
ADRS = sorted((ROOT / "docs" / "adr").glob("*.md"))
#: A folder that exists on somebody's machine only; the bracket keeps this line from matching itself.
MACHINE_PATH = re.compile(r"(?<![\w.~)/*-])/(?:work|root|home|tmp|opt|Users|var/tmp)[/](?=\w)")
REGISTRY = re.compile(r"pypi[.]org|pythonhosted|index-url|find-links|trusted-host|/simple\b|file://", re.I)
CODE_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def text(path: Path) -> str:
    return path.read_text("utf-8")


def prose(path: Path) -> str:
    """A document without its code blocks."""
    return CODE_BLOCK.sub("", text(path))


def blocks(path: Path, language: str) -> Iterator[str]:
    return (body for kind, body in CODE_BLOCK.findall(text(path)) if kind == language)


def commands(path: Path, program: str) -> list[list[str]]:
    """Arguments of each call of ``program`` in the shell blocks of a document."""
    lines = "\n".join(blocks(path, "sh")).splitlines()
    words = [[word for word in shlex.split(line) if not re.match(r"[A-Z_]+=\S+@", word)] for line in lines]
    return [row[1:] for row in words if row and row[0].rpartition("/")[2] == program]


def subcommands(parser: argparse.ArgumentParser | None = None) -> dict[str, argparse.ArgumentParser]:
    """Commands of the program, or actions of a command, as its help lists them; none when it has no actions."""
    actions = (parser or build_parser())._actions
    found = [action for action in actions if isinstance(action, argparse._SubParsersAction)]
    listed = {each.dest for each in found[0]._choices_actions} if found else set()
    return {name: inner for name, inner in found[0].choices.items() if name in listed} if found else {}


def options(parser: argparse.ArgumentParser) -> set[str]:
    long = (
        option for action in parser._actions for option in action.option_strings if option.startswith("--")
    )
    return set(long) - {"--help"}


# ── every file ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", [*DOCUMENTS, *BUILD_FILES, *SOURCES], ids=relative)
def test_names_no_machine_and_no_registry(path: Path) -> None:
    assert MACHINE_PATH.findall(text(path)) == []
    assert REGISTRY.findall(text(path)) == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(path)):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        assert (path.parent / file).exists(), target
        headings = (
            re.findall(r"^#+ (.+)$", prose((path.parent / file) if file else path), re.M) if anchor else []
        )
        assert not anchor or anchor in {h.lower().replace(" ", "-") for h in headings}, target


@pytest.mark.parametrize("path", DOCUMENTS, ids=relative)
def test_paths_named_exist(path: Path) -> None:
    roots = r"(?:auditor|spiders|rules|reports|fixtures|tests|bench|docs)"
    named = re.findall(rf"`({roots}/[\w./-]+)`", prose(path))
    planned = {"rules/checks/late_reply.py", "fixtures/rules/late-reply.yml", "spiders/families"}  # examples
    planned.add("reports/wording/rules/late-reply.yml")
    assert [name for name in named if name not in planned and not (ROOT / name).exists()] == []


# ── README ────────────────────────────────────────────────────────────────────────────────────────


def test_readme_twins_have_one_shape() -> None:
    one, two = READMES
    assert CODE_BLOCK.findall(text(one)) == CODE_BLOCK.findall(text(two))
    levels = [re.findall(r"^(#+) ", prose(path), re.M) for path in READMES]
    assert levels[0] == levels[1]
    first_cells = [re.findall(r"^\| (`[^|]+`|\d) \|", prose(path), re.M) for path in READMES]
    assert [c.replace("、", ", ") for c in first_cells[0]] == [c.replace("、", ", ") for c in first_cells[1]]


@pytest.mark.parametrize("path", [*READMES, ROOT / "CONTRIBUTING.md"], ids=relative)
def test_commands_named_exist(path: Path) -> None:
    known = set(subcommands())
    named = set(re.findall(r"`auditor ([a-z][a-z-]*)", prose(path)))
    assert named <= known
    assert path not in READMES or named == known
    for command in ("catalog", "profile", "checklist"):
        actions = set(re.findall(rf"`auditor {command} ([a-z]+)", prose(path)))
        assert actions <= set(subcommands(subcommands()[command]))
        assert path not in READMES or actions == set(subcommands(subcommands()[command]))
    for arguments in commands(path, "auditor"):
        build_parser().parse_args(arguments)
    targets = set(re.findall(r"^([a-z-]+):.*##", text(ROOT / "Makefile"), re.M))
    for arguments in commands(path, "make"):
        assert arguments[0] in targets
    assert set(re.findall(r"`make ([a-z-]+)", prose(path))) <= targets


def test_readme_has_every_option_and_where_it_holds() -> None:
    rows = dict(re.findall(r"^\| `(--[a-z-]+)[^`]*` \| ([^|]+) \|", prose(READMES[0]), re.M))
    real: dict[str, set[str]] = {"--debug": {"all", "before the command"}}
    for name, parser in subcommands().items():
        actions = subcommands(parser)
        for option in options(parser).union(*map(options, actions.values())):
            where = [action for action, inner in actions.items() if option in options(inner)]
            # What all actions of a command know is an option of the command.
            everywhere = len(where) == len(actions)
            names = {name} if everywhere else {f"{name} {action}" for action in where}
            real.setdefault(option, set()).update(names)
    assert {option: set(where.strip().split(", ")) for option, where in rows.items()} == real


@pytest.mark.parametrize("path", READMES, ids=relative)
def test_readme_has_every_rule_and_exit_code(path: Path) -> None:
    assert "](docs/rules/README.md)" in text(path)  # each rule has a page there
    assert [int(n) for n in re.findall(r"^\| (\d) \|", prose(path), re.M)] == [int(code) for code in ExitCode]
    standard = load_standard()
    assert str(len(standard.group(Group.COLUMN))) in prose(path)
    assert str(len(standard.group(Group.FIELD))) in prose(path)


@pytest.mark.parametrize("path", READMES, ids=relative)
def test_readme_counts_the_catalog_and_quotes_the_last_measurement(path: Path) -> None:
    standard = load_standard()
    limits = Counter(grasp(item.limits) for item in standard.items)
    figures = {
        *(standard.rows, standard.verified_rows, standard.rows - standard.verified_rows),
        *(sum(len(item.elements) for item in standard.items), *limits.values()),
    }
    assert [n for n in sorted(figures) if not re.search(rf"(?<![\d.]){n}(?![\d.])", prose(path))] == []
    measured = re.findall(r"^\| (?:all|held out) (\|.*)$", text(ROOT / "docs" / "accuracy.md"), re.M)
    quoted = re.findall(r"^(\|.* \| [\d.]+% \| .*)$", prose(path), re.M)
    assert [sorted(re.findall(r"[\d.]+", row)) for row in quoted] == [
        sorted(re.findall(r"[\d.]+", row)) for row in measured
    ]


@pytest.mark.parametrize("path", READMES, ids=relative)
def test_readme_shows_a_portal_file_that_loads(path: Path, tmp_path: Path) -> None:
    example, *_ = blocks(path, "yaml")
    keys = [field.name for field in msgspec.structs.fields(portals._File)]
    code = str(re.findall(r'^code: "(\w+)"', example, re.M)[0])
    file = tmp_path / f"{code}.yml"
    file.write_text(example, "utf-8")
    portal = portals.load_portal(file).portal
    assert portal.code == code
    assert load_standard(overlays=portal.overlays).overlays == portal.overlays
    shown = re.findall(r"^(\w+):", example, re.M)
    assert sorted([*shown, "fixture"]) == sorted(keys)
    assert "`fixture`" in prose(path)


@pytest.mark.parametrize("path", READMES, ids=relative)
def test_readme_shows_a_register_that_loads(path: Path, tmp_path: Path) -> None:
    _, example, *_ = blocks(path, "yaml")
    file = tmp_path / "990102.media.yml"
    file.write_text(example, "utf-8")
    named = re.findall(r"^    export: (.+)$", example, re.M)
    for name in named:
        (tmp_path / name).write_bytes(b"")
    register = load_register(file)
    assert [account.export for account in register.accounts if account.export] == named
    shown = {*re.findall(r"^  [- ] (\w+):", example, re.M), *re.findall(r"`(\w+)(?:`|: )", prose(path))}
    assert {field.name for field in msgspec.structs.fields(register_yaml._Account)} - shown == set()


@pytest.mark.parametrize("path", READMES, ids=relative)
def test_readme_shows_decisions_that_load(path: Path, tmp_path: Path) -> None:
    _, _, example, _ = blocks(path, "yaml")
    file = tmp_path / "990102.mapping.yml"
    file.write_text(example, "utf-8")
    standard = load_standard()
    decisions = read_mapping(file, {*standard.by_id, *standard.item_by_id}).decisions
    verdicts = [decision.verdict for decision in decisions]
    assert verdicts == ["accept", "alias", "reject"]
    assert all(f"`{verdict}`" in prose(path) for verdict in verdicts)


@pytest.mark.parametrize("path", READMES, ids=relative)
def test_readme_shows_waivers_that_load(path: Path) -> None:
    *_, example = blocks(path, "yaml")
    waivers = parse_waivers(example, "README", {rule.id for rule in discover()})
    assert [bool(waiver.subject) for waiver in waivers] == [True, False]
    assert all(waiver.url or waiver.subject for waiver in waivers)


def test_readme_shows_a_true_answer(auditor: Auditor) -> None:
    [example] = blocks(READMES[0], "json")
    shown = msgspec.json.decode(example)
    said = msgspec.json.decode(auditor("match", "--context", shown["context"], shown["name"]).stdout)
    assert shown == said | {"runners_up": said["runners_up"][:1]}  # as the text says


def test_readme_output_is_true(demo: Run) -> None:
    [excerpt] = [block for block in blocks(READMES[0], "text") if "得分" in block]
    printed = iter(demo.process.stdout.splitlines())
    assert [line for line in excerpt.splitlines() if line not in printed] == []  # in this order


def test_readme_explains_findings_that_exist(demo: Run, auditor: Auditor) -> None:
    asked = [arguments for arguments in commands(READMES[0], "auditor") if arguments[0] == "explain"]
    assert asked
    for arguments in asked:
        assert auditor(*arguments, "--audit", demo.folder).returncode == 0, arguments


# ── documents ─────────────────────────────────────────────────────────────────────────────────────


def test_decisions_are_numbered_and_short() -> None:
    assert [int(path.name[:4]) for path in ADRS] == list(range(1, len(ADRS) + 1))
    for path in ADRS:
        assert text(path).startswith(f"# {int(path.name[:4])}. ")
        assert re.findall(r"^## (.+)$", text(path), re.M) == ["Context", "Decision", "Consequences"]
        assert len(text(path).splitlines()) <= 40, path.name


def test_glossary_gives_one_name_and_the_code_knows_it() -> None:
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \| [^|]*\|$", prose(ROOT / "docs" / "glossary.md"), re.M
    )
    terms = [row for row in rows if row[0] != "中文" and not row[0].startswith("--")]
    assert len(terms) >= 60
    assert len({chinese for chinese, _, _ in terms}) == len(terms)
    assert len({english for _, english, _ in terms}) == len(terms)
    code = "\n".join(text(path) for path in [*SOURCES, *sorted((ROOT / "bench").rglob("*.py"))])
    names = [name for _, _, cell in terms for name in re.findall(r"`([^`]+)`", cell)]
    parts = itertools.chain.from_iterable(name.split(".") for name in names if not name.endswith(".yml"))
    assert [part for part in parts if not re.search(rf"(?<![\w-]){re.escape(part)}(?![\w-])", code)] == []
    assert [name for name in names if name.endswith(".yml") and not (ROOT / "rules" / name).is_file()] == []


# ── build files ───────────────────────────────────────────────────────────────────────────────────


def pins() -> dict[str, str]:
    lines = [
        line for line in text(ROOT / "constraints.txt").splitlines() if line and not line.startswith("#")
    ]
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+==[\w.+!-]+", line)] == []
    return {
        str(canonicalize_name(name)): version for name, _, version in (line.partition("==") for line in lines)
    }


def owed() -> list[Requirement]:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    return [
        Requirement(each) for each in (*project["dependencies"], *project["optional-dependencies"]["dev"])
    ]


def test_constraints_pin_what_the_project_names() -> None:
    pinned = pins()
    for requirement in owed():
        version = pinned.get(str(canonicalize_name(requirement.name)))
        assert version is not None, requirement
        assert requirement.specifier.contains(version, prereleases=True), requirement


def test_constraints_pin_what_that_needs() -> None:
    todo, seen = owed(), set()
    while todo:
        name = str(canonicalize_name(todo.pop().name))
        if name in seen:
            continue
        seen.add(name)
        try:
            needed = [Requirement(each) for each in requires(name) or ()]
        except PackageNotFoundError:
            continue  # not for this system
        todo += [each for each in needed if each.marker is None or each.marker.evaluate({"extra": ""})]
    assert seen - set(pins()) == {"pip"}  # which installs the others and is not installed by them


def test_licence_is_whole_and_named() -> None:
    licence = text(ROOT / "LICENSE")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence
    assert tomllib.loads(text(ROOT / "pyproject.toml"))["project"]["license"] == "Apache-2.0"


def test_fixtures_keep_their_bytes() -> None:
    assert "fixtures/** -text" in text(ROOT / ".gitattributes").splitlines()


def test_make_lists_its_targets() -> None:
    shown = subprocess.run(["make", "-C", ROOT], capture_output=True, text=True, check=True).stdout
    for target in ("setup", "demo", "audit", "test", "check", "accuracy", "bench", "clean"):
        assert f"make {target} " in shown


def test_ci_script_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_scrapy_knows_the_project() -> None:
    config = ConfigParser()
    config.read(ROOT / "scrapy.cfg", "utf-8")
    assert config["settings"]["default"] == "auditor.settings"
