"""``mutations`` of a rule's file in ``fixtures/rules``: what is changed in the model county, and what must be new then."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

from auditor.model import Level, Outcome


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``replace`` must occur in the page (in one of them, when ``page`` is a pattern such as ``*.html``); ``like`` copies
    another page first, ``write`` makes a page, ``delete`` takes it away."""

    page: str
    replace: str = ""
    with_: str = msgspec.field(name="with", default="")
    like: str = ""
    write: str = ""
    delete: bool = False
    times: int = 0


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    outcome: Outcome
    name: str = ""
    subject: str = ""
    rule: str = ""


class Mutation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    expect: list[Expected]
    change: list[Change] = []
    profile: str = "national"
    today: date | None = None
    network: list[dict[str, Any]] = []
    probes: list[dict[str, Any]] = []
    history: dict[str, Any] = {}
    words: list[str] = []
    manual: list[dict[str, Any]] = []
    url: str = ""
    level: Level = Level.COUNTY
    why: str = ""


class MutationFile(msgspec.Struct, frozen=True):
    """The part of a rule's file that is about the model county; its cases are read by ``tests/rules``."""

    rule: str
    mutations: list[Mutation] = []
