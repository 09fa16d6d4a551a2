"""Fonts, colours and borders, each made once for a book. No cell is white on white: every colour has its own ink."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from reports.workbook.sheet import Tone

_FONT = "宋体"
_LINE, _SHADE, _YELLOW = "#C9CED6", "#DCE6F1", "#FFF8E1"
_INK = {
    Tone.BAD: ("#FBE3E1", "#9B1C1C"),
    Tone.WARN: ("#FFF0D1", "#7A4B00"),
    Tone.UNSURE: ("#E5E9F4", "#36467A"),
    Tone.GOOD: ("#E1F3E5", "#1B5E34"),
    Tone.QUIET: ("#EFEFEF", "#555555"),
}
_CELL = {"font_name": _FONT, "font_size": 10, "valign": "top", "text_wrap": True}
_BOXED = {**_CELL, "border": 1, "border_color": _LINE}
_HEAD = {**_BOXED, "bold": True, "bg_color": _SHADE, "align": "center", "valign": "vcenter"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": _BOXED,
    "word": {**_BOXED, "align": "center"},
    "date": {**_BOXED, "align": "center"},
    "fill": {**_BOXED, "bg_color": _YELLOW},
    "head": _HEAD,
    "head-fill": {**_HEAD, "bg_color": "#FFE9A8"},
    "title": {"font_name": _FONT, "font_size": 16, "bold": True, "valign": "vcenter"},
    "heading": {
        **_CELL,
        "font_size": 11,
        "bold": True,
        "bottom": 2,
        "bottom_color": "#4F6D94",
        "valign": "bottom",
    },
    "label": {**_BOXED, "bold": True, "bg_color": "#F2F5F9"},
    "plain": _CELL,
    **{
        f"plain-{tone.value}": {**_BOXED, "bg_color": back, "font_color": ink}
        for tone, (back, ink) in _INK.items()
    },
}


class Styles:
    """Formats of one book by name."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool, str], Any] = {}
        self._tones = {
            tone: book.add_format({"bg_color": back, "font_color": ink}) for tone, (back, ink) in _INK.items()
        }
        self.overdue = book.add_format({"font_color": "#C00000", "bold": True})

    def of(self, name: str, *, quoted: bool = False, link: bool = False, form: str = "") -> Any:
        """``quoted``: the cell stays text when somebody edits it; ``form``: how a number is shown."""
        key = (name, quoted, link, form)
        if key not in self._made:
            more: dict[str, Any] = {"quote_prefix": True} if quoted else {}
            more |= {"font_color": "#0B57A4", "underline": 1} if link else {}
            more |= {"num_format": form} if form else {}
            self._made[key] = self._book.add_format(_STYLES[name] | more)
        return self._made[key]

    def tone(self, tone: Tone) -> Any:
        return self._tones[tone]
