"""The fields of a form: what each asks for, in which words, and whether it must be filled.

Labels stand before a field, in the cell beside it, in a ``label`` that names it, or in the field itself (placeholder). Stars
stand within the label, behind the field or in a third cell. Everything is bounded; a page may nest and repeat as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.dialog_words import DialogWords
from auditor.extract.dom import Element, clean, marks, text_of
from auditor.extract.form_layout import (
    BUTTONS,
    CHOICES,
    LETTER,
    MAX_LABEL,
    TYPED,
    Group,
    Piece,
    grouped,
    is_mark,
)
from auditor.model import FormField, Personal
from auditor.statements import folded

MAX_FIELDS = 80
#: So many controls of one box are looked at: options of a long questionnaire count one by one.
_MAX_CONTROLS = 600
_MAX_NAME = 60
#: A text of so many characters in front of a field is an explanation, not its label.
_LONG = 60
_EDGES = " \t:：,，;；.。、*＊※★✱﹡()（）[]【】<>《》-—_|"


@dataclass(frozen=True, slots=True)
class FormShape:
    """Fields of a form, choices of one name taken together; ``captcha`` fields are not among them. ``buttons`` are what its
    buttons say, ``handlers`` the scripts that they and the form call."""

    fields: tuple[FormField, ...]
    captcha: bool
    buttons: tuple[str, ...]
    handlers: str

    def count(self, *kinds: str) -> int:
        return sum(each.kind in kinds for each in self.fields)

    @property
    def personal(self) -> frozenset[Personal]:
        return frozenset(each.personal for each in self.fields if each.personal is not None)


def read_shape(box: Element, controls: Sequence[Element], words: DialogWords) -> FormShape:
    """The form that a box holds. ``controls`` are those of its controls that belong to the form."""
    groups = grouped(box, controls[:_MAX_CONTROLS], words)
    labels = _labels_for(box)
    found: list[FormField] = []
    captcha = _has_captcha(box, words)
    for group in groups:
        read = _field(group, labels, words)
        if _is_captcha(group, read, words):
            captcha = True
        elif len(found) < MAX_FIELDS and not words.ignored.search(read.name.lower()):
            found.append(read)
    return FormShape(tuple(found), captcha, tuple(_buttons(box)), _handlers(box))


# ── one field ─────────────────────────────────────────────────────────────────────────────────────


def _field(group: Group, labels: Mapping[str, str], words: DialogWords) -> FormField:
    control = group.controls[0]
    raw = labels.get(control.get("id") or "", "") if group.kind not in CHOICES else ""
    raw = raw or _label_before(group, words) or _said_inside(control) or _last_before(group)
    if not raw and group.kind in CHOICES:
        raw = group.after
    starred = (
        group.starred or bool(words.star.search(raw) or words.must.search(raw)) or _star_before(group, words)
    )
    optional = bool(words.optional.search(raw) or words.optional.search(group.after))
    label = _tidy(raw, words)
    name = clean(control.get("name") or control.get("id") or "")[:_MAX_NAME]
    required = not optional and (starred or any(_is_required(each, words) for each in group.controls))
    return FormField(name, label, group.kind, required, personal_of(label, name, group.kind, words))


def _label_before(group: Group, words: DialogWords) -> str:
    """The nearest text in front of the field that is meant for it: in its own box or row, or one with a colon."""
    for piece in reversed(group.before):
        text = clean(piece.text)
        if not LETTER.search(text) or is_mark(text, words):
            continue
        last = text.rsplit(" ", 1)[-1]
        if last.endswith((":", "：")) and len(last) > 2:
            return last
        near = piece.row == group.row or any(
            parent in group.boxes for parent in (piece.element, *_parents(piece))
        )
        return text if len(text) <= _LONG and (near or text.endswith((":", "："))) else ""
    return ""


def _parents(piece: Piece) -> Iterator[Element]:
    for _, parent in zip(range(6), piece.element.iterancestors(), strict=False):
        yield parent


def _last_before(group: Group) -> str:
    """For want of anything better the text in the row above."""
    for piece in reversed(group.before):
        text = clean(piece.text)
        if LETTER.search(text):
            return text if len(text) <= MAX_LABEL // 2 and group.row - piece.row <= 1 else ""
    return ""


def _said_inside(control: Element) -> str:
    for name in ("placeholder", "title", "aria-label", "data-label", "nullmsg", "alt", "tip"):
        text = clean(control.get(name))
        if LETTER.search(text):
            return re.sub(r"^(?:请(?:您)?(?:在此)?(?:输入|填写|选择|留下)|输入|填写)(?:您的|你的)?", "", text)
    return ""


def _star_before(group: Group, words: DialogWords) -> bool:
    """A star in a cell of its own, in front of the label."""
    texts = [clean(piece.text) for piece in group.before if piece.row == group.row]
    return len(texts) >= 2 and is_mark(texts[-2], words)


def _is_required(control: Element, words: DialogWords) -> bool:
    for mark in words.required:
        value = control.get(mark.name)
        if value is None or (mark.absent and mark.absent in control.attrib):
            continue
        text = value.strip().lower()
        if mark.value.search(text) and not (mark.excused and mark.excused.search(text)):
            return True
    return False


def personal_of(label: str, name: str, kind: str, words: DialogWords) -> Personal | None:
    """What a field asks of a person. A name that a programmer gave counts only where no label says anything."""
    if kind not in TYPED:
        return None
    text, called = folded(label), name.lower()
    if text and words.not_personal.search(text):
        return None
    for personal, labels, names in words.personal:
        if labels.search(text) if text else names.search(called):
            return personal
    return {"tel": Personal.PHONE, "email": Personal.EMAIL}.get(kind)


def _tidy(text: str, words: DialogWords) -> str:
    shown = words.must.sub("", words.star.sub("", text))
    return clean(re.sub(r"(?<=[一-鿿])\s+(?=[一-鿿])", "", shown)).strip(_EDGES)[:MAX_LABEL]


def _labels_for(box: Element) -> dict[str, str]:
    """Texts of labels by the id of the field that they name."""
    found: dict[str, str] = {}
    for label in box.iter("label"):
        target = label.get("for")
        text = text_of(label)
        if target and target not in found and LETTER.search(text) and len(text) <= _LONG:
            found[target] = text
    return found


# ── captcha, buttons ──────────────────────────────────────────────────────────────────────────────


def _is_captcha(group: Group, read: FormField, words: DialogWords) -> bool:
    if group.kind not in ("text", "number", "tel"):
        return False
    text = folded(f"{read.label} {group.controls[0].get('placeholder') or ''}")
    return bool(words.captcha.labels.search(text) or words.captcha.names.search(read.name.lower()))


def _has_captcha(box: Element, words: DialogWords) -> bool:
    """A picture with a code to copy, or a slide to pull."""
    captcha = words.captcha
    for element in box.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "img":
            source = f"{element.get('src') or ''} {element.get('data-src') or ''}"[:400].lower()
            if captcha.pictures.search(source) or captcha.names.search(marks(element)):
                return True
        elif captcha.sliders.search(marks(element)):
            return True
    return bool(captcha.slider_words.search(folded(text_of(box)[:4000])))


def _buttons(box: Element) -> Iterator[str]:
    for element in box.iter("input", "button", "a"):
        kind = (element.get("type") or "").strip().lower()
        if element.tag == "input" and kind not in BUTTONS:
            continue
        text = clean(element.get("value") or element.get("title") or element.get("alt") or "")
        shown = text if element.tag == "input" else text_of(element) or text
        if 0 < len(shown) <= MAX_LABEL // 2:
            yield shown


def _handlers(box: Element) -> str:
    """What the form and its buttons call, in lower case."""
    called = [box.get("onsubmit") or ""]
    for element in box.iter("input", "button", "a", "span", "div"):
        if element.tag != "input" or (element.get("type") or "").lower() in BUTTONS:
            called += [element.get(name) or "" for name in ("onclick", "ng-click", "v-on:click", "@click")]
    return " ".join(each[:200] for each in called[:_MAX_CONTROLS] if each).lower()
