"""One account as somebody wrote it down, before anything of it is checked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Given:
    """``where`` names file and line or row for an error, ``place`` the same without folders, for documents; all else are the
    words as written, without spaces around."""

    where: str
    place: str
    name: str = ""
    platform: str = ""
    kind: str = ""
    owner: str = ""
    url: str = ""
    key: str = ""
    main: str = ""
    state: str = ""
    topics: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    export: str = ""
