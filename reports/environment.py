"""Jinja for the reports: each value that a template writes is cleaned, clipped and escaped, whatever it is."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from reports import wording
from reports.text import HERE, clean, number, safe_href, slug

#: Longest text of the law that is shown of one clause: it stands in full, and this is only a bound.
_IN_FULL = 6000


@cache
def environment() -> Environment:
    """The environment of all HTML templates below ``reports/templates``. Filters: ``label(kind)``, ``href`` (None for what
    may be no link), ``clip(limit)``, ``full`` (long texts of our own), ``num``, ``slug`` (what a
    document gives as part of a class or an id)."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=_finalize,
    )
    made.filters["label"] = lambda key, kind: wording.label(kind, key)
    made.filters["href"] = safe_href
    made.filters["clip"] = lambda text, limit: clean(str(text), limit)
    made.filters["full"] = lambda text: escape(clean(str(text), _IN_FULL))
    made.filters["num"] = number
    made.filters["slug"] = slug
    return made


def _finalize(value: Any) -> Any:
    """Applied to each value that a template writes, before it is escaped."""
    if value is None:
        return ""
    return value if isinstance(value, Markup) else clean(str(value))


@cache
def asset(name: str) -> Markup:
    """Style or script below ``reports/static``, as it stands between its tags."""
    return Markup((HERE / "static" / name).read_text("utf-8"))


def csp_hash(text: str) -> Markup:
    """The source expression by which a Content-Security-Policy allows an inline style or script."""
    digest = hashlib.sha256(text.encode()).digest()
    return Markup("sha256-" + base64.b64encode(digest).decode())
