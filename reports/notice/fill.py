"""Fills a template: checked placeholders, escaped values, a sandbox around it, a package of equal bytes for equal values."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from docx.opc.exceptions import OpcError
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from auditor.errors import AuditorError
from reports.notice.check import Checker, check_text, syntax_error
from reports.notice.package import packed, unpacked
from reports.notice.shape import Picture, Shape, specimen
from reports.text import clean

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Longest text that is set into a letter: a clause in full.
LONGEST = 8000
#: A 1 × 1 picture for trying a template.
_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself; ``day`` stands for both its times, so that no clock gets in."""

    title: str
    author: str
    day: date


class _Paper(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """docxtpl without what it does to values: no line feeds made into paragraphs, no escapes of its own, no second
    rendering of properties. Markup that does not close is an error instead of being mended."""

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        self.current_rendering_part = part
        text: str = jinja_env.from_string(src_xml).render(context)
        root = etree.fromstring(text.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
        if any(len(cell) == 0 or cell[-1].tag != f"{_W}p" for cell in root.iter(f"{_W}tc")):
            raise TemplateError("a cell without a paragraph: Word would call the file damaged")
        return text

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Properties are set from :class:`Properties`, never from a template."""


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template; see :func:`load`."""

    data: bytes
    name: str


def load(data: bytes, shape: Shape, name: str) -> Template:
    """Check a template and fill it on trial. AuditorError names the placeholder or part and the cure."""
    parts = unpacked(data, name)
    checker = Checker(shape, name)
    try:
        paper = _Paper(io.BytesIO(data))
        paper.init_docx()
        pieces = _pieces(paper)
    except (OpcError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as error:
        raise AuditorError(f"{name} 的结构不完整。请用 Word 或 WPS 打开并另存为 .docx 后再用") from error
    for part, xml in pieces:
        _check_paragraphs(xml, name)
        try:
            # A line a paragraph, so that an error can show the one that it is in.
            lines = re.sub(r"<w:p(?=[ >])", "\n<w:p", paper.patch_xml(xml))
            checker.part(_environment().parse(lines), part == "document")
        except TemplateSyntaxError as error:
            raise syntax_error(error, name) from error
    for part, content in parts.items():
        if part.startswith("docProps/") and (b"{{" in content or b"{%" in content):
            raise AuditorError(f"{name} 的文档属性（标题、作者等）中有占位符。请清空该属性")
    checker.complete()
    template = Template(data, name)
    picture = Picture(_DOT, 10, 10)
    for rows in (0, 2):
        fill(template, specimen(shape, rows, picture), Properties("", "", date(2000, 1, 1)))
    return template


def fill(template: Template, values: Mapping[str, Any], properties: Properties) -> bytes:
    """The letter as DOCX. ``values`` fit the shape that the template was checked against: texts, lists of the same,
    :class:`~reports.notice.shape.Picture` or None."""
    paper = _Paper(io.BytesIO(template.data))
    paper.init_docx()
    try:
        paper.render(_with_pictures(values, paper), _environment())
    except (etree.XMLSyntaxError, TemplateError) as error:
        raise AuditorError(
            f"{template.name} 的循环或条件语句位置不当，填写后文档结构不完整。"
            "请让 {%p for … %}、{%p if … %} 和对应的结束语句各占一段，表格行用 {%tr … %} 并各占一行"
        ) from error
    _describe(paper, properties)
    target = io.BytesIO()
    paper.docx.save(target)
    return packed(target.getvalue())


def _pieces(paper: _Paper) -> list[tuple[str, str]]:
    """The parts that are filled, by kind."""
    found = [("document", paper.get_xml())]
    for uri in (paper.HEADER_URI, paper.FOOTER_URI):
        found += [("margin", paper.get_part_xml(part)) for _, part in paper.get_headers_footers(uri)]
    for part in paper.docx.part.package.iter_parts():
        if part.content_type.endswith(".footnotes+xml"):
            blob = part.blob
            found.append(("footnotes", blob.decode("utf-8") if isinstance(blob, bytes) else blob))
    return found


def _check_paragraphs(xml: str, name: str) -> None:
    root = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, huge_tree=True))
    for paragraph in root.iter(f"{_W}p"):
        check_text("".join(text.text or "" for text in paragraph.iter(f"{_W}t")), name)


def _with_pictures(value: Any, paper: _Paper) -> Any:
    if isinstance(value, Picture):
        return InlineImage(paper, io.BytesIO(value.data), Mm(value.width_mm), Mm(value.height_mm))
    if isinstance(value, Mapping):
        return {key: _with_pictures(one, paper) for key, one in value.items()}
    return [_with_pictures(one, paper) for one in value] if isinstance(value, list | tuple) else value


def _describe(paper: _Paper, properties: Properties) -> None:
    core = paper.docx.core_properties
    at = datetime.combine(properties.day, time())
    core.title, core.author = clean(properties.title, 200), clean(properties.author, 100)
    core.subject = core.keywords = core.comments = core.category = core.last_modified_by = ""
    core.created = core.modified = at
    core.revision = 1


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_finalize, keep_trailing_newline=True
    )
    for registry in (environment.globals, environment.filters, environment.tests):
        registry.clear()
    return environment


def _finalize(value: Any) -> Any:
    """Applied to each value that a template shows, before it is escaped."""
    if value is None:
        return ""
    return value if isinstance(value, InlineImage) else clean(str(value), LONGEST)
