"""``docs/catalog.md``: how much of the catalog is known, and how to own it. Written from the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from auditor.catalog.files import RULES, overlays
from auditor.catalog.load import list_editions, load_standard
from auditor.catalog.standard import Standard
from auditor.catalog.survey import FieldCount, count
from auditor.model import LimitKind, TimeLimit

_HEAD = """\
# The standard catalog (标准目录)

<!-- Written by `auditor catalog check --write-docs`. Do not edit by hand. -->

What a county must publish, field by field, as data that officials can own. One file a field in
`rules/catalog/2019`, one entry a row (二级事项) of the ministry's table.
"""

_OWN = """\
## What the columns mean

- **verified (已核实)**: 一级事项, 二级事项, elements and time limit of the row were read in a published catalog that is
  listed under `sources` (来源). Basis, publisher, channels, audience, mode and levels of such a row may still be put
  together from several local catalogs. A row that is not verified never fails a portal; at most it warns.
- **complete (要素齐全)**: rows whose elements (公开内容/要素) are there and were read to the end.
- **limits (公开时限)**: rows whose limit became a rule; *in part* = a rule and a remainder that is kept as text;
  *as text* = nothing but text; *none* = the source gives no limit.

## How to own the data (数据由谁维护)

Law changes yearly, vocabulary weekly, so they lie apart:

| What | Where | Who |
|---|---|---|
| rows, elements, limits of an edition (版本) | `rules/catalog/2019/NN_….yml` | whoever follows the ministries' guidelines |
| what a place adds, waives, renames (地方调整) | `rules/catalog/overlays/<name>.yml` | its 政务公开办 |
| other names of a field or column (别名) | `rules/aliases.yml` | whoever meets them on portals |

1. **Ids are for ever.** `"03-01"` is row 1 of field 03, `"03-01-02"` its second element. A row that goes leaves a gap, a
   new one takes the next free number. Nothing is renumbered: decisions, overlays and reports refer to ids.
2. **Work in a worksheet** when that is easier: `auditor catalog export catalog.xlsx`, change cells, then
   `auditor catalog import catalog.xlsx` shows what would change and `--write` writes it. A bad cell is named by sheet,
   row and column; nothing is written then. Formulas are refused: the catalog holds words, not calculations.
3. **Verify a row (核实)** by adding the page to `sources`, naming it in the row's `sources`, correcting the words, and only
   then setting `verified: true`.
4. **A local rule goes into an overlay**, never into the national files. Each change names the document it rests on
   (`source`). Rows of its own have ids such as `"22-990101-01"`, which hold the overlay's name.
5. **A new edition** is a new folder beside the old one. The old one stays: last year's report must still be explicable.
   `auditor catalog diff 2019 <other>` lists what was added, removed and changed.
6. `auditor catalog check` names every fault with file and line. `rules/catalog/schema.json` lets an editor check while
   you type (the first line of each file points to it).
"""


def document(directory: Path = RULES) -> str:
    """The whole text. Raises AuditorError when the data is at fault."""
    parts = [_HEAD]
    for edition in list_editions(directory):
        standard = load_standard(edition.name, directory=directory)
        parts.append("\n".join(_edition(standard, edition.title, edition.in_force)))
    names = overlays(directory)
    if names:
        listed = ", ".join(f"`{name}`" for name in names)
        parts.append(
            f"Overlays (地方调整) that ship with the tool: {listed} (an invented county, an example).\n"
        )
    return "\n".join([*parts, _OWN])


def _edition(standard: Standard, title: str, in_force: str) -> Iterator[str]:
    fields = count(standard)
    share = round(100 * standard.verified_rows / standard.rows)
    yield f"## Edition {standard.edition}"
    yield ""
    yield (
        f"{title}, in force since {in_force}. **{standard.verified_rows} of {standard.rows} rows are verified "
        f"({share} %)**, in {len(fields)} fields with {sum(f.elements for f in fields)} elements."
    )
    yield ""
    yield "| Field | Rows | Verified | Complete | Elements | Limits: rule | in part | as text | none |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    for field in fields:
        yield _row(f"{field.field.id.removeprefix('field-')} {field.field.title}", field)
    yield _total(fields)
    yield ""
    yield "### Rules that the limits became"
    yield ""
    yield from _rules(standard)
    yield ""
    yield "### Limits kept as text"
    yield ""
    yield "They are shown, and never judged."
    yield ""
    yield "| Field | Text | Rows |"
    yield "|---|---|---:|"
    for field in fields:
        for text, number in field.unread:
            yield f"| {field.field.title} | {text} | {number} |"
    yield ""


def _row(name: str, f: FieldCount) -> str:
    numbers = (f.rows, f.verified, f.complete, f.elements, f.whole, f.part, f.text, f.none)
    return f"| {name} | {' | '.join(map(str, numbers))} |"


def _total(fields: tuple[FieldCount, ...]) -> str:
    keys = ("rows", "verified", "complete", "elements", "whole", "part", "text", "none")
    return f"| **all** | {' | '.join(f'**{sum(getattr(f, key) for f in fields)}**' for key in keys)} |"


def _rules(standard: Standard) -> Iterator[str]:
    """Each rule once, the most frequent first."""
    found = Counter(
        described(limit)
        for item in standard.items
        for limit in item.limits
        if limit.kind is not LimitKind.TEXT
    )
    yield "| Rule | Rows |"
    yield "|---|---:|"
    for rule, number in sorted(found.items(), key=lambda pair: (-pair[1], pair[0])):
        yield f"| {rule} | {number} |"


def described(limit: TimeLimit) -> str:
    """The rule in English; the part of a row that it speaks of is left out."""
    amount = f"{limit.amount} {limit.unit}{'' if limit.amount == 1 else 's'}"
    anchor = limit.anchor or "(no event named)"
    return {
        LimitKind.WITHIN: f"within {amount} of {anchor}",
        LimitKind.EVERY: f"every {amount}",
        LimitKind.BEFORE: f"at least {amount} before {anchor}",
        LimitKind.AT_LEAST: f"shown for at least {amount}",
        LimitKind.PROMPT: "at once" + (f" after {limit.anchor}" if limit.anchor else ""),
        LimitKind.STANDING: "standing",
        LimitKind.TEXT: limit.text,
    }[limit.kind]
