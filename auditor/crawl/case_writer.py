"""Writes answers of a portal as a case that :mod:`auditor.crawl.saved_site` plays back.

A page without a query is a file under ``pages/<host>/``; whatever a file's name cannot say (parameters, forms, a
status, a type that its name does not tell) is an entry of ``answers``. What the portal answered with an error goes
on doing so; what was never answered is said to be unavailable, because absence from a record proves nothing.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from auditor import urls
from auditor.crawl.saved_site import INDEX_NAMES
from auditor.crawl.site_file import SITE_FILE, AnswerSettings, SiteFile
from auditor.model import Failure, Fetch

_SAFE_NAME = re.compile(r"[^\x00-\x1f\x7f<>:\"|?*\\/]{1,80}")
_PAGE_SUFFIXES = frozenset({".html", ".htm", ".shtml", ".jsp", ".aspx", ".asp", ".php", ".do", ".action", ""})
_EXTENSIONS = {"json": ".json", "xml": ".xml", "javascript": ".js", "html": ".html", "plain": ".txt"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
#: The least that a file of its kind can be.
_FILES = {
    **dict.fromkeys((".zip", ".docx", ".xlsx", ".pptx", ".ofd"), _EMPTY_ZIP),
    **dict.fromkeys((".doc", ".xls", ".ppt", ".wps", ".et"), _OLE),
    ".rar": b"Rar!\x1a\x07\x00",
    ".7z": b"7z\xbc\xaf\x27\x1c" + bytes(26),
    ".rtf": b"{\\rtf1}",
    ".txt": b"-\n",
    ".csv": b"-\n",
}
#: What stands in for a question that the portal never answered.
_UNAVAILABLE, _REFUSED = 503, 403


class _Address(NamedTuple):
    """``when`` are the parameters of query and form; None when an answer's settings cannot state them."""

    host: str
    path: str
    query: str
    when: dict[str, str] | None


class CaseWriter:
    """Fills ``folder``. ``charset`` is what the portal's server announces for most pages (None: nothing)."""

    def __init__(self, folder: Path, charset: str | None) -> None:
        self.folder = folder
        self.charset = charset
        self.answers: list[AnswerSettings] = []
        self._files: dict[Path, bytes] = {}  # digests of what they hold

    def page(self, fetch: Fetch, body: bytes) -> bool:
        """Keep one answer with status 200; False when it has an address that no case can hold."""
        address = _address(fetch)
        if address.when is None:
            return False
        file = self._page_file(address) if fetch.method == "GET" and not address.query else None
        if file is not None and self._files.get(file) in (None, _digest(body)):
            self._write(file, body)
            if not self._told_by_name(file, fetch.mime):
                self._answer(fetch, address, file=self._name(file), mime=fetch.mime)
            return True
        file = self.folder / "answers" / f"{len(self._files) + 1:05d}{_extension(fetch)}"
        self._write(file, body)
        self._answer(fetch, address, file=self._name(file), mime=fetch.mime)
        return True

    def redirect(self, fetch: Fetch, location: str) -> bool:
        """Keep a redirect; one that only changes http to https is none here, where both are answered alike."""
        address = _address(fetch)
        here, there = urlsplit(fetch.url), urlsplit(location)
        same = (urls.host(fetch.url), here.path, here.query) == (urls.host(location), there.path, there.query)
        if address.when is None or same:
            return False
        self._answer(fetch, address, status=fetch.status or 302, location=location)
        return True

    def miss(self, fetch: Fetch) -> None:
        """Keep on answering as the portal did, where that is not 404 by itself."""
        address = _address(fetch)
        status = (
            fetch.status if fetch.status is not None and fetch.status >= 400 else _status_of(fetch.failure)
        )
        if address.when is not None and (status != 404 or address.when):
            self._answer(fetch, address, status=status)

    def finish(self, site: SiteFile) -> None:
        """Write ``site.json`` last."""
        home = self.folder / "pages" / _folder_name(urls.host(site.url))
        home.mkdir(parents=True, exist_ok=True)
        answers = tuple(sorted(self.answers, key=_order))
        data = msgspec.json.encode(msgspec.structs.replace(site, charset=self.charset, answers=answers))
        (self.folder / SITE_FILE).write_bytes(msgspec.json.format(data, indent=1) + b"\n")

    # ── inside ──

    def _answer(self, fetch: Fetch, address: _Address, **rest: str | int) -> None:
        settings = AnswerSettings(
            path=address.path,
            method="POST" if fetch.method == "POST" else "GET",
            when=address.when or {},
            host=address.host,
            **rest,  # type: ignore[arg-type]
        )
        if settings not in self.answers[-2:]:
            self.answers.append(settings)

    def _page_file(self, address: _Address) -> Path | None:
        """The file that :class:`SavedSite` looks for; None when no file can have that name."""
        path = unquote(address.path)
        names = [name for name in path.split("/") if name]
        if path.endswith("/") or not names:
            names.append(INDEX_NAMES[0])
        if any(not _SAFE_NAME.fullmatch(name) or name.strip(" .") != name for name in names):
            return None
        file = self.folder.joinpath("pages", _folder_name(address.host), *names)
        blocked = file.is_dir() or any(parent in self._files for parent in file.parents)
        return None if blocked else file

    def _write(self, file: Path, body: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        self._files[file] = _digest(body)

    def _name(self, file: Path) -> str:
        return file.relative_to(self.folder).as_posix()

    def _told_by_name(self, file: Path, mime: str) -> bool:
        kind, charset = _kind(mime)
        if file.suffix.lower() in _PAGE_SUFFIXES:
            return not mime or (kind, charset) == ("text/html", (self.charset or "").lower())
        return not mime or (kind == mimetypes.guess_type(file.name)[0] and not charset)


def stand_in(url: str) -> bytes:
    """A file of the kind that an attachment's address names, without any content: what attachments hold cannot be
    scrubbed, so no case keeps it."""
    return _FILES.get(urls.suffix(url), b"%PDF-1.4\n%%EOF\n")


def usual_charset(fetches: Iterable[Fetch]) -> str | None:
    """The charset that the server announces with most of its pages; None when it mostly announces none."""
    kinds = (_kind(fetch.mime) for fetch in fetches if fetch.status == 200)
    counted = Counter(charset for kind, charset in kinds if kind == "text/html")
    return (max(sorted(counted), key=lambda name: counted[name]) or None) if counted else None


def _address(fetch: Fetch) -> _Address:
    """``when`` is read as :class:`Playback` reads a request."""
    parts = urlsplit(fetch.url)
    asked = parse_qs(parts.query, keep_blank_values=True)
    for name, values in parse_qs(fetch.body, keep_blank_values=True).items():
        asked.setdefault(name, []).extend(values)
    stated = all(name.isprintable() and values[0].isprintable() for name, values in asked.items())
    whole = all(len(set(values)) == 1 for values in asked.values()) and bool(asked) == bool(
        parts.query or fetch.body
    )
    when = {name: values[0] for name, values in asked.items()} if stated and whole else None
    return _Address(urls.host(fetch.url), parts.path or "/", parts.query, when)


def _status_of(failure: Failure | None) -> int:
    return _REFUSED if failure in (Failure.ROBOTS, Failure.BLOCKED_ADDRESS) else _UNAVAILABLE


def _extension(fetch: Fetch) -> str:
    kind = _kind(fetch.mime)[0]
    return next((suffix for word, suffix in _EXTENSIONS.items() if word in kind), ".bin")


def _kind(mime: str) -> tuple[str, str]:
    """Type and charset of a Content-Type, in lower case."""
    kind, _, rest = mime.lower().partition(";")
    found = re.search(r"charset\s*=\s*[\"']?([\w-]+)", rest)
    return kind.strip(), found[1] if found else ""


def _digest(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()


def _folder_name(host: str) -> str:
    """A port stands behind ``_``, because ``:`` cannot be part of a folder's name everywhere."""
    return host.replace(":", "_")


def _order(answer: AnswerSettings) -> tuple[str, str, str, tuple[tuple[str, str], ...]]:
    return (answer.host, answer.path, answer.method, tuple(sorted(answer.when.items())))
