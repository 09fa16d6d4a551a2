"""The checklist as one HTML file that works offline: fill it in, save the answers as JSON, go on later.

The page loads nothing and sends nothing: its Content-Security-Policy allows the style and the script that are in it,
by their hashes. What was filled in is kept only where the inspector saves it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.text import HERE, clean


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row as shown; ``basis`` are lines."""

    id: str
    requirement: str
    title: str
    look: str
    evidence: str
    basis: tuple[str, ...]
    severity: str


def render_form(
    rows: Sequence[FormRow],
    *,
    schema: str,
    portal: str,
    name: str,
    profile: str,
    profile_title: str,
    words: Sequence[str],
    instructions: Sequence[str],
) -> str:
    """The page as text; write it as UTF-8. The first of ``words`` is the best verdict, the last means “not looked at”."""
    style, script = _asset("checklist.css"), _asset("checklist.js")
    about = {"schema": schema, "portal": portal, "profile": profile}
    return (
        _environment()
        .get_template("checklist.html")
        .render(
            rows=rows,
            name=clean(name, 80),
            profile_title=clean(profile_title, 80),
            words=words,
            instructions=instructions,
            about=json.dumps(about, ensure_ascii=True, sort_keys=True),
            style=Markup(style),
            script=Markup(script),
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return (HERE / "static" / name).read_text("utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
