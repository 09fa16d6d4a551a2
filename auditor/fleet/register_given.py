"""A register as somebody wrote it down, before its words are understood. YAML and workbooks are read as this one shape."""

from __future__ import annotations

from typing import Annotated

import msgspec

#: 10 MB of names are no register any more.
MAX_PORTALS = 20_000

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Seconds = Annotated[float, msgspec.Meta(gt=0, le=600)]
Pages = Annotated[int, msgspec.Meta(ge=1, le=100_000)]
Minutes = Annotated[int, msgspec.Meta(ge=1, le=1440)]


class GivenBudget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pages: Pages | None = None
    minutes: Minutes | None = None


class GivenDefaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    interval: Seconds | None = None
    schedule: str = "nightly"
    budget: GivenBudget = GivenBudget()
    profile: Text = "national"
    quiet: list[Text] = []
    quiet_on: Text = "always"
    level: Text = "county"


class GivenBackend(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """None = as the defaults say."""

    interval: Seconds | None = None
    quiet: list[Text] | None = None
    quiet_on: Text | None = None


class GivenPortal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Empty = as the portal's own file or the defaults say."""

    code: Text
    name: Text
    target: str = ""
    url: str = ""
    backend: str = ""
    platform: str = ""
    level: str = ""
    profile: str = ""
    schedule: str = ""
    budget: GivenBudget = GivenBudget()


class GivenRegister(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``rehearsal``: host → loopback address that answers in its stead."""

    portals: Annotated[list[GivenPortal], msgspec.Meta(min_length=1, max_length=MAX_PORTALS)]
    defaults: GivenDefaults = GivenDefaults()
    backends: dict[Text, GivenBackend] = {}
    rehearsal: dict[Text, Text] = {}
