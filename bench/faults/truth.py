"""The undisturbed answers of a case, as the playback server of ``auditor run`` gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http.cookies import CookieError, SimpleCookie
from pathlib import Path, PurePosixPath
from urllib.parse import parse_qs, quote, urlsplit

from auditor import urls
from auditor.crawl.playback import challenge_page
from auditor.crawl.saved_search import SearchEngine
from auditor.crawl.saved_site import Page, load_case
from auditor.query_code import decoded
from bench.faults.model import Aim, Answer, Asked

_MISSING = b"<html><head><title>404</title></head><body>404: not in the saved copy</body></html>"
_FILES = frozenset(".pdf .doc .docx .xls .xlsx .ppt .pptx .zip .rar .ofd .wps .et .rtf .txt .csv".split())
_PAGES = frozenset({".html", ".htm", ".shtml", ".jsp", ""})
_SESSION = re.compile(r";jsessionid=\w+", re.I)
_DATA = frozenset({".json", ".xml"})


class Truth:
    """What a case answers. Raises AuditorError when there is no such case. Read once, shared by all portals of a process."""

    def __init__(self, case: Path) -> None:
        self.case = load_case(case)
        self.site = self.case.site
        self.engine = SearchEngine(self.site) if self.site.search is not None else None
        self._modified = datetime(*self.site.modified.timetuple()[:3], tzinfo=UTC)
        self.home = urls.host(self.site.url)

    @property
    def hosts(self) -> tuple[str, ...]:
        """Every host of the site, its ``www.`` twin too, sorted."""
        return tuple(sorted({self.home, urls.twin(self.home), *(host.lower() for host in self.site.hosts)}))

    def answer(self, asked: Asked, origin: str = "") -> Answer:
        """The true answer. A host that is none of the site's is taken for its home; absolute links to the home are then
        written with ``origin`` (``http://localhost:8000``)."""
        host = asked.host if asked.host in self.hosts else self.home
        asked = asked._replace(target=_SESSION.sub("", asked.target))
        page = self._wall(asked) or self._page(asked, host) or Page(_MISSING, "text/html", 404)
        if asked.host not in self.hosts and origin:
            parts = urlsplit(self.site.url)
            theirs = f"{parts.scheme}://{parts.netloc}".encode()
            page = Page(
                page.body.replace(theirs, origin.encode()), page.mime, page.status, page.redirect, page.saved
            )
        return self._sent(page, asked.headers)

    def _sent(self, page: Page, asked: Mapping[str, str]) -> Answer:
        fresh = (
            ("ETag", page.etag),
            ("Last-Modified", format_datetime(self._modified, usegmt=True)),
        )
        if page.saved and page.status == 200 and self._is_known(page, asked):
            return Answer(304, fresh, b"")
        location = (("Location", page.redirect),) if page.redirect is not None else ()
        saved = fresh if page.saved else ()
        return Answer(page.status, (("Content-Type", page.mime), *saved, *location), page.body)

    def _page(self, asked: Asked, host: str) -> Page | None:
        parts = urlsplit(asked.target)
        form = asked.body.decode("ascii", "replace")
        given = parse_qs(parts.query, keep_blank_values=True)
        for name, values in parse_qs(form, keep_blank_values=True).items():
            given.setdefault(name, []).extend(values)
        method = "GET" if asked.method == "HEAD" else asked.method
        return (
            self._search(host, parts.path, form if asked.method == "POST" else parts.query)
            or self.site.answer(method, host, parts.path, given)
            or self.site.page(host, parts.path, parts.query)
        )

    def _search(self, host: str, path: str, query: str) -> Page | None:
        engine = self.engine
        if engine is None or path != engine.settings.path or engine.settings.host not in ("", host):
            return None
        pairs = (pair.partition("=") for pair in query.split("&"))
        values = [value for name, _, value in pairs if decoded(name, "utf-8") == engine.settings.field]
        return engine.answer(_query(values[0], engine.settings.charset) if values else "")

    def _wall(self, asked: Asked) -> Page | None:
        wall = self.site.challenge
        if wall is None:
            return None
        try:
            brought = SimpleCookie(asked.headers.get("cookie", "")).get(wall.cookie)
        except CookieError:
            brought = None
        return None if brought is not None and brought.value == wall.value else challenge_page(wall)

    def _is_known(self, page: Page, asked: Mapping[str, str]) -> bool:
        tags = asked.get("if-none-match")
        if tags is not None:
            return page.etag in (tag.strip().removeprefix("W/") for tag in tags.split(","))
        try:
            since = parsedate_to_datetime(asked.get("if-modified-since", ""))
        except ValueError:
            return False
        return since.tzinfo is not None and since >= self._modified

    def targets(self) -> dict[Aim, tuple[str, ...]]:
        """What of the case there is to put faults on, as paths; sorted, each once."""
        found: dict[Aim, set[str]] = {aim: set() for aim in Aim}
        for root in self.site.roots.values():
            for file in root.rglob("*"):
                aim = aim_of(file.name)
                if aim is not None and file.is_file():
                    found[aim].add("/" + quote(file.relative_to(root).as_posix(), safe="/?&=@"))
        found[Aim.DATA].update(answer.settings.path for answer in self.site.answers)
        found[Aim.PAGE] = {_as_asked(path) for path in found[Aim.PAGE]} | {
            urlsplit(self.site.url).path or "/"
        }
        found[Aim.ROBOTS], found[Aim.SITE] = {"/robots.txt"}, {"*"}
        return {aim: tuple(sorted(paths)) for aim, paths in found.items()}


def _query(value: str, charset: str) -> str:
    """A portal whose pages are in GBK gets its queries in GBK: browsers send them in the charset of the page."""
    found = decoded(value, charset)
    return decoded(value, "gb18030") if "\ufffd" in found else found


def aim_of(path: str) -> Aim | None:
    """What is at a path, by its suffix."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _PAGES:
        return Aim.PAGE
    if suffix in _DATA:
        return Aim.DATA
    return Aim.FILE if suffix in _FILES else None


def _as_asked(path: str) -> str:
    """Mirroring tools write ``list@page=2``; links say ``list?page=2``. ``/a/index.html`` is linked as ``/a/``."""
    folder, _, name = path.rpartition("/")
    if name.startswith("index.") and "_" not in name:
        return f"{folder}/"
    return path.replace("@", "?", 1)


@lru_cache(maxsize=32)
def truth_of(case: Path) -> Truth:
    return Truth(case)
