"""What all pages of the site share: templates, style, the policy that lets nothing be loaded. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from auditor import __version__
from reports import wording
from reports.site import chart, states
from reports.site.digest import CountyHead, RunDigest
from reports.text import HERE, clean, number, safe_href, slug

INDEX, HEAT, MAP, UNITS, DATA = "index.html", "heatmap.html", "map.html", "units/index.html", "site.json"
_BAR = ((INDEX, "汇总排名"), (HEAT, "领域热力图"), (MAP, "公开地图"), (UNITS, "责任单位"))
_SOURCES = (".py", ".html", ".css", ".js", ".yml")


@dataclass(frozen=True, slots=True)
class Frame:
    """The rim of a page: its place in the site, its title, and the line below it."""

    path: str
    title: str
    subtitle: str = ""


@cache
def stamp() -> str:
    """Hash of all that makes pages: code, templates, styles, words. Pages of another stamp are rendered again."""
    digest = hashlib.sha256(__version__.encode())
    for path in sorted(path for path in HERE.rglob("*") if path.suffix in _SOURCES):
        digest.update(path.relative_to(HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def render(frame: Frame, template: str, *, script: bool = False, style: str = "", **values: Any) -> bytes:
    """The bytes of one page. ``script``: it may sort and search; ``style`` is added to the common one and is never
    crawled text."""
    css = asset("site.css") + style
    js = asset("site.js") if script else ""
    text = (
        _environment()
        .get_template(f"site/{template}")
        .render(
            frame=frame,
            root="../" * frame.path.count("/"),
            bar=_BAR,
            style=Markup(css),
            script=Markup(js),
            style_hash=Markup(_hash(css)),
            script_src=Markup(f"'{_hash(js)}'" if js else "'none'"),
            version=__version__,
            words=states.words(),
            **values,
        )
    )
    return text.encode("utf-8", "replace")


def score(run: RunDigest) -> str:
    """``71 – 85.5``, ``100``, or 无法判定."""
    if not run.judged:
        return states.words().unjudged.name
    worst, best = number(run.worst), number(run.best)
    return best if worst == best else f"{worst} – {best}"


def band(head: CountyHead) -> states.Band:
    """The class of a county's newest audit."""
    if not head.last.judged:
        return states.words().unjudged
    return states.words().vetoed if head.last.vetoed else states.band_of(head.last.worst)


def short(name: str) -> str:
    """The place that a portal's name names, for narrow cells: 清禾县人民政府 → 清禾县."""
    return next(
        (name.removesuffix(t) for t in states.words().tails if name.endswith(t) and len(name) > len(t)), name
    )


def days(heads: Sequence[CountyHead]) -> str:
    """``2021-01-15`` or ``2021-01-10 至 2021-01-15``; "" without counties."""
    found = sorted({head.last.day for head in heads})
    return "" if not found else found[0] if len(found) == 1 else f"{found[0]} 至 {found[-1]}"


def unit_page(unit: str) -> str:
    """Stem of a unit's page: names of units are no file names."""
    return "u-" + hashlib.sha256(unit.encode("utf-8", "replace")).hexdigest()[:12]


def county_page(key: str) -> str:
    """Stem of a county's page, from the name of its folder: itself when that is a plain name, else made plain and told apart
    by a hash."""
    plain = slug(key).lower().strip("-")[:40]
    if plain == key:
        return plain
    return f"{plain or 'x'}-{hashlib.sha256(key.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"


@cache
def asset(name: str) -> str:
    """Style or script of the site, as it stands between its tags."""
    return (HERE / "static" / name).read_text("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # the stamp speaks of the templates as they were when it was made
        finalize=_finalize,
    )
    environment.filters.update(
        label=lambda key, kind: wording.label(kind, key),
        href=safe_href,
        clip=lambda text, limit: clean(str(text), limit),
        num=number,
        score=score,
        short=short,
        band=band,
        course=states.course,
        unit_page=unit_page,
        spark=lambda runs: Markup(chart.spark(runs)),
        rangebar=lambda run: Markup(chart.range_bar(run)),
    )
    return environment


def _finalize(value: Any) -> Any:
    """Applied to each value that a template writes, before it is escaped."""
    if value is None:
        return ""
    return value if isinstance(value, Markup | int) else clean(str(value))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
