"""Words of forms by which the public speaks to the office: ``rules/dialogs.yml``, read strictly, compiled once.

Patterns for what people read meet text without white space in which full-width characters are half-width (NFKC), lower case;
patterns for names, addresses and attributes meet them in lower case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.model import FormPurpose, Personal
from auditor.strict_yaml import Located

FILE = Path(__file__).resolve().parent.parent / "rules" / "dialogs.yml"

Word = Annotated[str, msgspec.Meta(min_length=1)]
Words = Annotated[list[Word], msgspec.Meta(min_length=1)]
_Key = tuple[str | int, ...]


class _Purpose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    own: Words
    marks: Words
    page: list[Word]


class _Purposes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: _Purpose
    application: _Purpose
    survey: _Purpose
    comment: _Purpose
    letter: _Purpose
    login: _Purpose


class _Attribute(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"not_": "not"}):
    name: Word
    value: str
    not_: str = ""
    with_out: str = ""


class _Required(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    attributes: Annotated[list[_Attribute], msgspec.Meta(min_length=1)]
    stars: Word
    words: Word
    optional: Word


class _Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: Personal
    labels: Word
    names: Word


class _PersonalData(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"not_": "not"}):
    not_: Word
    kinds: Annotated[list[_Kind], msgspec.Meta(min_length=1)]


class _Captcha(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    labels: Word
    names: Word
    pictures: Word
    sliders: Word
    slider_words: Word


class _Channels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    letter: Word
    application: Word
    survey: Word


class _Login(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    words: Word
    handlers: Word
    unified: Word
    unified_addresses: Word
    channels: _Channels


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    purposes: _Purposes
    search_buttons: Words
    ignored_names: Words
    submit: Words
    required: _Required
    personal: _PersonalData
    real_name: Word
    captcha: _Captcha
    login: _Login
    deeds: Word
    platforms: Words
    templates: Word


@dataclass(frozen=True, slots=True)
class PurposeWords:
    """What a form says itself, how it and its address are called, and what its page is called. None: nothing."""

    own: re.Pattern[str] | None
    marks: re.Pattern[str] | None
    page: re.Pattern[str] | None

    def says(self, text: str) -> bool:
        return bool(self.own and self.own.search(text))

    def called(self, marks: str) -> bool:
        return bool(self.marks and self.marks.search(marks))

    def titled(self, page: str) -> bool:
        return bool(self.page and self.page.search(page))


@dataclass(frozen=True, slots=True)
class RequiredMark:
    """An attribute that makes a field required: its value matches ``value`` and not ``excused``, and ``absent`` is no
    attribute of the field."""

    name: str
    value: re.Pattern[str]
    excused: re.Pattern[str] | None
    absent: str


@dataclass(frozen=True, slots=True)
class LoginWords:
    words: re.Pattern[str]
    handlers: re.Pattern[str]
    unified: re.Pattern[str]
    addresses: re.Pattern[str]
    channels: tuple[tuple[FormPurpose, re.Pattern[str]], ...]


@dataclass(frozen=True, slots=True)
class CaptchaWords:
    labels: re.Pattern[str]
    names: re.Pattern[str]
    pictures: re.Pattern[str]
    sliders: re.Pattern[str]
    slider_words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class DialogWords:
    """The whole file. ``personal`` are (kind, labels, names) in the order in which they count; ``deeds`` meets the path
    of an address as it is written."""

    purposes: dict[FormPurpose, PurposeWords]
    search_button: re.Pattern[str]
    ignored: re.Pattern[str]
    submit: re.Pattern[str]
    required: tuple[RequiredMark, ...]
    star: re.Pattern[str]
    must: re.Pattern[str]
    optional: re.Pattern[str]
    not_personal: re.Pattern[str]
    personal: tuple[tuple[Personal, re.Pattern[str], re.Pattern[str]], ...]
    real_name: re.Pattern[str]
    captcha: CaptchaWords
    login: LoginWords
    deeds: re.Pattern[str]
    platforms: tuple[str, ...]
    templates: re.Pattern[str]


@cache
def dialog_words() -> DialogWords:
    """The bundled words. Raises AuditorError when the file is broken."""
    return load(FILE)


def load(path: Path) -> DialogWords:
    """The words in a file. Raises AuditorError that names line and cure."""
    located = strict_yaml.load_located(path, _File)
    value = located.value
    topics = {FormPurpose(name): getattr(value.purposes, name) for name in value.purposes.__struct_fields__}
    return DialogWords(
        purposes={id_: _purpose(located, id_, words) for id_, words in topics.items()},
        search_button=located.pattern(("search_buttons",), value.search_buttons),
        ignored=located.pattern(("ignored_names",), value.ignored_names),
        submit=located.pattern(("submit",), value.submit),
        required=tuple(
            RequiredMark(
                row.name,
                located.pattern(("required", "attributes", index, "value"), [row.value]),
                located.pattern(("required", "attributes", index, "not"), [row.not_]) if row.not_ else None,
                row.with_out,
            )
            for index, row in enumerate(value.required.attributes)
        ),
        star=located.pattern(("required", "stars"), [value.required.stars]),
        must=located.pattern(("required", "words"), [value.required.words]),
        optional=located.pattern(("required", "optional"), [value.required.optional]),
        not_personal=located.pattern(("personal", "not"), [value.personal.not_]),
        personal=tuple(
            (
                row.id,
                located.pattern(("personal", "kinds", index, "labels"), [row.labels]),
                located.pattern(("personal", "kinds", index, "names"), [row.names]),
            )
            for index, row in enumerate(value.personal.kinds)
        ),
        real_name=located.pattern(("real_name",), [value.real_name]),
        captcha=CaptchaWords(
            **{
                name: located.pattern(("captcha", name), [getattr(value.captcha, name)])
                for name in value.captcha.__struct_fields__
            }
        ),
        login=_login(located, value.login),
        deeds=located.pattern(("deeds",), [value.deeds]),
        platforms=tuple(value.platforms),
        templates=located.pattern(("templates",), [value.templates]),
    )


def _purpose(located: Located[_File], id_: FormPurpose, words: _Purpose) -> PurposeWords:
    path = ("purposes", id_.value)
    return PurposeWords(
        *(
            located.pattern((*path, name), patterns) if patterns else None
            for name, patterns in (("own", words.own), ("marks", words.marks), ("page", words.page))
        )
    )


def _login(located: Located[_File], words: _Login) -> LoginWords:
    return LoginWords(
        words=located.pattern(("login", "words"), [words.words]),
        handlers=located.pattern(("login", "handlers"), [words.handlers]),
        unified=located.pattern(("login", "unified"), [words.unified]),
        addresses=located.pattern(("login", "unified_addresses"), [words.unified_addresses]),
        channels=tuple(
            (FormPurpose(name), located.pattern(("login", "channels", name), [getattr(words.channels, name)]))
            for name in words.channels.__struct_fields__
        ),
    )
