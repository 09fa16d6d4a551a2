"""The look of an official document after GB/T 9704: paper, margins, grid, fonts, page numbers; built with python-docx."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as DocumentType
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FANGSONG, KAITI, HEITI, SONG, TITLE = "仿宋", "楷体", "黑体", "宋体", "方正小标宋简体"
#: What a machine without the font takes instead: in Word by this table, elsewhere by the system's own choice.
_INSTEAD = {
    FANGSONG: ("仿宋_GB2312", "FangSong"),
    KAITI: ("楷体_GB2312", "KaiTi"),
    HEITI: ("SimHei", "Noto Sans CJK SC"),
    SONG: ("SimSun", "Noto Serif CJK SC"),
    TITLE: ("宋体", "Noto Serif CJK SC"),
}
_LATIN = "Times New Roman"
RED = RGBColor(0xD0, 0x10, 0x10)
#: 22 lines on 225 mm: a little less than 29 pt, so that the 22nd line still fits.
LINE = Pt(28.95)
#: 28 characters on 156 mm are 15.79 pt each: the 16 pt of the font, drawn together by a quarter of a point (in 1/20 pt).
#: A grid of characters would do the same in Word, but is read in different ways elsewhere.
_TIGHTER = -5


@dataclass(frozen=True, slots=True)
class Look:
    """One style of paragraphs. ``size`` in points, ``indent`` in characters; ``exact`` keeps to the 22 lines."""

    name: str
    font: str = FANGSONG
    size: float = 16
    align: ALIGN = ALIGN.JUSTIFY
    indent: float = 2
    exact: bool = True
    red: bool = False
    bold: bool = False
    keep: bool = False
    before: float = 0
    after: float = 0
    line: float = 0


HEAD = Look("发文机关标志", TITLE, 26, ALIGN.CENTER, 0, exact=False, red=True, before=24, after=24)
NUMBER = Look("发文字号", FANGSONG, 16, ALIGN.CENTER, 0)
TITLED = Look("公文标题", TITLE, 22, ALIGN.CENTER, 0, exact=False, before=30, after=30)
TO = Look("主送机关", indent=0)
BODY = Look("公文正文")
FIRST = Look("一级标题", HEITI, keep=True)
SECOND = Look("二级标题", KAITI, keep=True)
ITEM = Look("问题描述")
DETAIL = Look("问题说明", size=14, line=25, align=ALIGN.LEFT)
SHOT = Look("截图", align=ALIGN.CENTER, indent=0, exact=False, keep=True, before=4)
CAPTION = Look("截图说明", size=12, line=18, align=ALIGN.CENTER, indent=0, after=6)
SIGNED = Look("落款", align=ALIGN.RIGHT, indent=0)
CELL = Look("表格文字", size=12, line=18, align=ALIGN.LEFT, indent=0, before=2, after=2)
CELL_HEAD = Look("表头文字", HEITI, 12, ALIGN.CENTER, 0, line=20, before=2, after=2)
LOOKS = (HEAD, NUMBER, TITLED, TO, BODY, FIRST, SECOND, ITEM, DETAIL, SHOT, CAPTION, SIGNED, CELL, CELL_HEAD)


def blank() -> DocumentType:
    """An empty document with paper, grid, styles and page numbers."""
    document = Document()
    normal = document.styles["Normal"]
    normal.font.size = Pt(16)
    _set_font(normal.element, FANGSONG)
    _language(document)
    for look in LOOKS:
        _add_style(document, look)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    section.header_distance = Mm(15)
    _grid(section)
    document.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], ALIGN.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], ALIGN.LEFT)
    _fonts(document)
    return document


def add(document: DocumentType | Any, look: Look, text: str = "") -> Paragraph:
    """A paragraph of one look. ``**…**`` in the text stands in 黑体, as labels do."""
    paragraph: Paragraph = document.add_paragraph(style=look.name)
    write(paragraph, text)
    return paragraph


def write(paragraph: Paragraph, text: str) -> None:
    for number, piece in enumerate(text.split("**")):
        if piece:
            run = paragraph.add_run(piece)
            if number % 2:
                _set_font(run._element, HEITI)


def red_line(document: DocumentType) -> None:
    """The red line below number and issuer, as wide as the text."""
    paragraph = document.add_paragraph(style=NUMBER.name)
    paragraph.paragraph_format.line_spacing = Pt(8)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in {"val": "single", "sz": "18", "space": "1", "color": str(RED)}.items():
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders,
        "w:shd",
        "w:tabs",
        "w:suppressAutoHyphens",
        "w:snapToGrid",
        "w:spacing",
        "w:ind",
        "w:jc",
        "w:rPr",
    )


def _add_style(document: DocumentType, look: Look) -> None:
    style: Any = document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.font.size = Pt(look.size)
    style.font.bold = look.bold
    if look.size == 16:
        tighter = OxmlElement("w:spacing")
        tighter.set(qn("w:val"), str(_TIGHTER))
        style.element.get_or_add_rPr().insert_element_before(
            tighter, "w:w", "w:kern", "w:position", "w:sz", "w:szCs"
        )
    if look.red:
        style.font.color.rgb = RED
    _set_font(style.element, look.font)
    form = style.paragraph_format
    form.alignment = look.align
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.keep_with_next = look.keep
    form.widow_control = False
    form.keep_together = look.name == CAPTION.name
    if look.indent:
        form.first_line_indent = Pt(look.size * look.indent)
    if look.exact:
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = Pt(look.line) if look.line else LINE
    else:
        form.line_spacing = 1.0
    if not look.exact or look.line:
        off = OxmlElement("w:snapToGrid")
        off.set(qn("w:val"), "0")
        style.element.get_or_add_pPr().insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")


def _set_font(element: Any, name: str) -> None:
    properties = element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    for key, value in {"ascii": _LATIN, "hAnsi": _LATIN, "eastAsia": name, "cs": _LATIN}.items():
        fonts.set(qn(f"w:{key}"), value)


def _language(document: DocumentType) -> None:
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _grid(section: Any) -> None:
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    for key, value in {"type": "lines", "linePitch": "579"}.items():
        grid.set(qn(f"w:{key}"), value)
    properties.append(grid)


def _page_number(paragraph: Paragraph, align: ALIGN) -> None:
    """``— 3 —``, 四号宋体, one character from the edge."""
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Pt(14)
    for piece in ("— ", None, " —"):
        run = paragraph.add_run(piece or "")
        run.font.size = Pt(14)
        _set_font(run._element, SONG)
        if piece is None:
            _field(run._element, "PAGE")


def _field(run: Any, instruction: str) -> None:
    for kind in ("begin", "", "separate", "text", "end"):
        if kind in ("begin", "separate", "end"):
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:t" if kind else "w:instrText")
            part.text = "1" if kind else f" {instruction} "
        run.append(part)


def _fonts(document: DocumentType) -> None:
    """Names of other fonts that may stand in, in the document's table of fonts."""
    relation = next(r for r in document.part.rels.values() if r.reltype.endswith("/fontTable"))
    part: Any = relation.target_part
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{",".join(other)}"/><w:charset w:val="86"/></w:font>'
        for name, other in _INSTEAD.items()
    )
    text = part.blob.decode("utf-8")
    part._blob = text.replace("</w:fonts>", f"{entries}</w:fonts>").encode("utf-8")
