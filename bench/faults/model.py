"""What a fault is, where and when it strikes, and the steps in which a server acts it out.

A fault of an answer is a pure function from a :class:`Scene` (what was asked, what would have been answered) to steps;
the server plays the steps on the bare socket. Faults of other stages (names, listening, accepting, TLS) are data.
Everything that looks like chance comes from ``Scene.chance``, which is seeded by the portal's seed, the place of the
fault, the target and how often that was asked: requests that overtake each other get the same bytes all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from random import Random
from typing import NamedTuple

# ── what is asked and answered ────────────────────────────────────────────────────────────────────


class Asked(NamedTuple):
    """One request as it came; ``target`` is path with query, header names are in lower case. ``fault`` is the name of
    the fault that struck, empty when the answer was the true one."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as headers and body; Content-Length is added when it is written."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """The first header of that name (any case), empty when there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def is_html(self) -> bool:
        return self.status == 200 and self.header("Content-Type").startswith("text/html")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault acts upon. ``true`` is the undisturbed answer, ``stranger`` makes the home page of another portal,
    ``own`` is the origin under which the portal was asked (``http://www.qinghe.test``), ``home`` the path of its home page.
    ``patience`` are more seconds than any client waits, ``number`` counts the requests that this fault has seen, from 1."""

    asked: Asked
    true: Answer
    own: str
    home: str
    number: int
    patience: float
    chance: Random
    stranger: Callable[[], Answer]


# ── steps ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Send:
    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """Hang up in good order (FIN)."""


@dataclass(frozen=True, slots=True)
class Reset:
    """Hang up with RST."""


#: A script that ends without Close or Reset leaves the connection open for the next request.
Step = Send | Pause | Close | Reset

# ── faults ────────────────────────────────────────────────────────────────────────────────────────

#: The steps that stand in place of the true answer; may be endless.
Play = Callable[[Scene], Iterable[Step]]


class Deaf(StrEnum):
    """How nobody listens: nothing on the port, or a full queue, so that connecting itself times out."""

    REFUSES = "refuses"
    NEVER_ACCEPTS = "never-accepts"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server does as soon as it has accepted: steps from the seconds of patience; no request is read."""

    play: Callable[[float], Iterable[Step]]


class Handshake(StrEnum):
    """What is wrong with TLS; the pages behind it are the true ones."""

    EXPIRED = "expired"
    WRONG_HOST = "wrong-host"
    SELF_SIGNED = "self-signed"
    OLD_PROTOCOL = "old-protocol"
    CUT_OFF = "cut-off"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Naming:
    """What names resolve to: (name, is it the portal's home, how often it was looked up, from 1) → addresses; OSError when
    there are none."""

    resolve: Callable[[str, bool, int], tuple[str, ...]]


Deed = Play | Deaf | Greeting | Handshake | Naming


class Aim(StrEnum):
    """What a fault may be put on."""

    PAGE = "page"  # any page, the home page too
    FILE = "file"  # attachments
    DATA = "data"  # answers of interfaces
    ROBOTS = "robots"  # /robots.txt
    SITE = "site"  # the whole host, path "*"


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that is true of a portal with this fault, and why; with ``aim`` only about addresses of that kind. Holds only
    where the fault struck every request. Never one that says of a column that it is missing, empty or stale."""

    rule: str
    why: str
    aim: Aim | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """``what`` is one line for people. Faults of TLS and of names are ``is_direct``: they need a client that resolves and
    connects by itself, not one that is routed. ``is_harmless``: a careful client reads all that was there, so that the audit
    should not change at all. ``is_gone``: it says that nothing is at the address; ``leads_away``: it sends everybody to another
    site. ``hosts`` are labels of further hosts that the portal then answers on (``w1`` → ``w1.qinghe.test``); ``pages`` are
    paths of its own, whatever it is placed on. ``invents`` begins the addresses that only its links name, and at which
    nothing is."""

    name: str
    family: str
    what: str
    deed: Deed
    aims: tuple[Aim, ...] = (Aim.PAGE,)
    allows: tuple[Allowed, ...] = ()
    is_harmless: bool = False
    hosts: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    is_gone: bool = False
    leads_away: bool = False
    invents: str = ""

    @property
    def is_direct(self) -> bool:
        return isinstance(self.deed, Handshake | Naming)


@dataclass(frozen=True, slots=True)
class Times:
    """Which of the requests that fit are hit: not the first ``after``, then every ``every``-th, ``count`` at most (0 =
    all)."""

    after: int = 0
    every: int = 1
    count: int = 0

    def hits(self, number: int) -> bool:
        """Whether the ``number``-th request (from 1) is hit."""
        late = number - self.after
        if late < 1 or late % self.every:
            return False
        return not self.count or late // self.every <= self.count

    @property
    def is_always(self) -> bool:
        return self == Times()


ALWAYS = Times()


def first(count: int) -> Times:
    return Times(count=count)


def every(step: int) -> Times:
    return Times(every=step)


@dataclass(frozen=True, slots=True)
class Placed:
    """A fault at the targets that match the glob ``path`` (path and query). Requests are counted apart for each target when
    ``each``, else together."""

    fault: Fault
    path: str
    times: Times = ALWAYS
    each: bool = False

    def fits(self, target: str) -> bool:
        return fnmatchcase(target, self.path)
