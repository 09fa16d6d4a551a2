"""The state that a page carries for its scripts: Douyin's RENDER_DATA, Kuaishou's and others' __INITIAL_STATE__."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import unquote

from auditor.extract import literals
from auditor.extract.dom import Dom
from auditor.extract.media.json_list import read_list
from auditor.extract.media.posts import Examined

_IDS = ("RENDER_DATA", "__NEXT_DATA__", "SIGI_STATE", "__UNIVERSAL_DATA_FOR_REHYDRATION__")
_NAMES = (
    "__INITIAL_STATE__",
    "__INITIAL_SSR_STATE__",
    "_ROUTER_DATA",
    "__APOLLO_STATE__",
    "_SSR_DATA",
    "__NUXT__",
    "_SSR_HYDRATED_DATA",
)
_MAX_STATES = 6


def read_state(url: str, page: Dom, moment: datetime, since: date, key: str = "") -> Examined | None:
    """The posts in the state of a page, of the account with this ``key`` (any, when it is ""); None when it carries none."""
    for _, value in zip(range(_MAX_STATES), _states(page), strict=False):
        found = read_list(url, value, moment, since, key)
        if found is not None:
            return found
    return None


def _states(page: Dom) -> Iterator[object]:
    for element in page.root.iter("script"):
        text = (element.text or "").strip()
        named = element.get("id") in _IDS
        if named or "json" in (element.get("type") or ""):
            # Douyin writes its state as it would stand in an address.
            value = literals.parse(unquote(text) if text.startswith("%7B") else text)
        else:
            value = next((literals.find_literal(text, name) for name in _NAMES if name in text), None)
        if value is not None:
            yield value
