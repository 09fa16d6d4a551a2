"""``mutations`` of a rule's file in ``fixtures/rules``: what is changed in the model county, and what must be new then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec
import yaml

from auditor.model import Level, MediaSurvey, Outcome
from tests.harness import FIXTURES

ACCOUNTS = FIXTURES / "model_county" / "accounts.yml"


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


class AccountChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change to an account of the survey in ``fixtures/model_county/accounts.yml``. ``like`` copies another account
    under the new ``id`` first; ``set`` replaces fields, ``drop`` takes away the posts of these days (first and last), ``posts``
    come on top, ``delete`` takes the account away. Without ``id`` the fields are those of the survey itself."""

    id: str = ""
    like: str = ""
    set: dict[str, Any] = {}
    drop: tuple[date, date] | None = None
    posts: list[dict[str, Any]] = []
    delete: bool = False


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    outcome: Outcome
    name: str = ""
    subject: str = ""
    rule: str = ""


class Mutation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``accounts`` changes accounts of new media: with it, and only then, both counties have a survey of their accounts. ``search`` is how the county's engine behaves (a mode of
    :mod:`auditor.crawl.saved_search`)."""

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
    accounts: list[AccountChange] = []
    search: str = ""
    url: str = ""
    level: Level = Level.COUNTY
    why: str = ""


class MutationFile(msgspec.Struct, frozen=True):
    """The part of a rule's file that is about the model county; its cases are read by ``tests/rules``."""

    rule: str
    mutations: list[Mutation] = []


@cache
def sound_survey() -> MediaSurvey:
    """The accounts of the model county, which owe nothing."""
    return msgspec.convert(_plain(), MediaSurvey)


def changed_survey(changes: Sequence[AccountChange]) -> MediaSurvey:
    """The accounts of the model county with changes put into them, one after another."""
    survey = _plain()
    accounts: dict[str, dict[str, Any]] = {row["id"]: row for row in survey.pop("accounts")}
    for change in changes:
        if not change.id:
            survey |= change.set
        elif change.delete:
            del accounts[change.id]
        else:
            before = accounts[change.like or change.id]
            accounts[change.id] = before | {"id": change.id, "posts": _posts(before, change)} | change.set
    return msgspec.convert(survey | {"accounts": list(accounts.values())}, MediaSurvey)


def _posts(account: dict[str, Any], change: AccountChange) -> list[dict[str, Any]]:
    first, last = change.drop or (date.max, date.min)
    kept = [post for post in account.get("posts", ()) if not first <= date.fromisoformat(post["day"]) <= last]
    return [*change.posts, *kept]


def _plain() -> dict[str, Any]:
    plain: dict[str, Any] = yaml.safe_load(ACCOUNTS.read_text("utf-8"))
    return plain
