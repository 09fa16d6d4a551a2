"""Saved sites on disk: fixture cases with a ``site.json``, and plain mirrors made by HTTrack or wget."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit

from auditor import strict_yaml, urls
from auditor.crawl.site_file import (
    SITE_FILE,
    AnswerSettings,
    ChallengeSettings,
    SearchSettings,
    SiteFile,
    check_answer,
)
from auditor.errors import AuditorError
from auditor.model import Portal, Source

INDEX_NAMES = (
    "index.html",
    "index.htm",
    "index.shtml",
    "default.html",
    "index.jsp",
    "index.aspx",
    "index.php",
)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?").fullmatch
_PAGES = frozenset({".html", ".htm", ".shtml", ".jsp", ".aspx", ".asp", ".php", ".do", ".action", ""})


#: When every page of a case that names no day was last changed.
_LONG_AGO = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the playback server. ``redirect`` is a Location. A ``saved`` page has an ETag."""

    body: bytes
    mime: str
    status: int = 200
    redirect: str | None = None
    saved: bool = False

    @property
    def etag(self) -> str:
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class Answer:
    """What an interface answers: the file of ``settings`` below ``root``."""

    settings: AnswerSettings
    root: Path

    def fits(self, method: str, host: str, path: str, parameters: Mapping[str, Sequence[str]]) -> bool:
        wanted = self.settings
        return (
            (wanted.method, wanted.path) == (method, path)
            and wanted.host in ("", host)
            and all(value in parameters.get(name, ()) for name, value in wanted.when.items())
        )

    def page(self) -> Page:
        if not self.settings.file:
            return Page(b"", "text/html", self.settings.status, self.settings.location or None)
        file = self.root / self.settings.file
        mime = self.settings.mime or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        return Page(file.read_bytes(), mime, self.settings.status, saved=self.settings.method == "GET")


@dataclass(frozen=True, slots=True)
class SavedSite:
    """``roots`` maps a host to its folder; the empty host stands for every other one. ``modified`` is the day on
    which all its pages were last changed."""

    url: str
    roots: dict[str, Path]
    hosts: tuple[str, ...] = ()
    charset: str | None = None
    search: SearchSettings | None = None
    answers: tuple[Answer, ...] = ()
    challenge: ChallengeSettings | None = None
    modified: date = _LONG_AGO

    def page(self, host: str, path: str, query: str) -> Page | None:
        """What is saved for an address; None when nothing is. Never leaves the site's folder."""
        root = self.roots.get(host) or self.roots.get(urls.twin(host)) or self.roots.get("")
        if root is None:
            return None
        file = _find(root, unquote(path), unquote(query))
        if file is None:
            return None
        if file.is_dir():
            if not path.endswith("/"):
                return Page(b"", "text/html", 301, path + "/" + (f"?{query}" if query else ""))
            file = next((file / name for name in INDEX_NAMES if (file / name).is_file()), file)
            if file.is_dir():
                return None
        return Page(file.read_bytes(), self._mime(file), saved=True)

    def answer(
        self, method: str, host: str, path: str, parameters: Mapping[str, Sequence[str]]
    ) -> Page | None:
        """What an interface answers; of several answers that fit, the one that asks for the most parameters."""
        fitting = [each for each in self.answers if each.fits(method, host, path, parameters)]
        best = max(fitting, key=lambda each: len(each.settings.when), default=None)
        return best.page() if best is not None else None

    def files(self) -> list[tuple[str, Path]]:
        """(URL, file) of every saved page, sorted."""
        found: dict[str, Path] = {}
        scheme = urlsplit(self.url).scheme
        for host, root in sorted(self.roots.items()):
            base = f"{scheme}://{host or urls.host(self.url)}/"
            pages = (file for file in sorted(root.rglob("*")) if file.suffix.lower() in _PAGES)
            found.update((base + page.relative_to(root).as_posix(), page) for page in pages if page.is_file())
        return sorted(found.items())

    def _mime(self, file: Path) -> str:
        if file.suffix.lower() in _PAGES:
            return "text/html" + (f"; charset={self.charset}" if self.charset else "")
        return mimetypes.guess_type(file.name)[0] or "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Case:
    """A fixture case: the portal it stands for, and ``today`` (ISO) when the case fixes it. ``whole``: a page that
    it lacks does not exist."""

    portal: Portal
    site: SavedSite
    today: str | None
    whole: bool = True


def load_case(directory: Path) -> Case:
    """Read a folder with ``site.json`` and ``pages/``. AuditorError names the file and the fault."""
    path = directory / SITE_FILE
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise AuditorError(
            f"无法读取 {path}：{error.strerror}；案例目录须含 {SITE_FILE} 和 pages/"
        ) from error
    except UnicodeDecodeError as error:
        raise AuditorError(f"{path} 不是 UTF-8 编码；请另存为 UTF-8") from error
    # JSON is YAML, and the strict reader names the line. Tabs, which YAML refuses, mean nothing in JSON.
    file = strict_yaml.loads(text.replace("\t", " "), SiteFile, str(path))
    _check_day(file.today, path)
    home = directory.parent / file.shares if file.shares else directory
    pages = home / "pages"
    if not pages.is_dir():
        raise AuditorError(f"{home} 缺少 pages/ 目录；请把网页按网址路径存入其中")
    portal = Portal(
        file.code,
        file.name,
        file.url,
        file.level,
        file.hosts,
        file.profile,
        Source.SAVED,
        folders=file.folders,
    )
    return Case(portal, _site(file, home, path), file.today, not file.partial)


def _site(file: SiteFile, home: Path, path: Path) -> SavedSite:
    """``home`` holds ``pages/`` and the files of the answers; ``path`` is the site file, for errors."""
    pages, own = home / "pages", urls.host(file.url)
    # A port stands behind "_", because ":" cannot be part of a folder's name everywhere.
    found = {each.name.lower().replace("_", ":"): each for each in sorted(pages.iterdir()) if each.is_dir()}
    # Where the home host has a folder, every folder is a host: sub-sites answer without being listed.
    named = found if own in found else {*map(str.lower, file.hosts)}
    roots = {name: folder for name, folder in found.items() if name in named and (name == own or _HOST(name))}
    roots.setdefault("", roots.get(own, pages))
    further = (file.search.host if file.search else "", *(each.host for each in file.answers))
    hosts = dict.fromkeys(host.lower() for host in (*file.hosts, *roots, *further) if host)
    for number, each in enumerate(file.answers, 1):
        check_answer(each, home, f"{path}：answers 第 {number} 项")
    answers = tuple(Answer(each, home) for each in file.answers)
    day = date.fromisoformat(file.today) if file.today else _LONG_AGO
    return SavedSite(file.url, roots, tuple(hosts), file.charset, file.search, answers, file.challenge, day)


def _check_day(today: str | None, path: Path) -> None:
    if today is None:
        return
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", today) and date.fromisoformat(today):
            return
    except ValueError:
        pass
    raise AuditorError(f"{path}：today“{today}”应写成 YYYY-MM-DD（例如 2026-06-15）")


def load_mirror(directory: Path, base_url: str, hosts: tuple[str, ...] = ()) -> SavedSite:
    """A mirror of ``base_url``: the folder itself, or a folder in it that is named like the host."""
    if not directory.is_dir():
        raise AuditorError(f"目录 {directory} 不存在；请指定已保存网站所在的目录")
    if urls.absolute(base_url, base_url) is None:
        raise AuditorError(f"--base-url 不是有效的网址：{base_url}；请写成 http://www.example.gov.cn/ 的形式")
    roots: dict[str, Path] = {}
    for name in (urls.host(base_url), *hosts):
        folder = _host_folder(directory, name)
        if folder is not None:
            roots[name] = folder
    roots.setdefault(urls.host(base_url), directory)
    return SavedSite(base_url, roots, hosts)


def _host_folder(directory: Path, host: str) -> Path | None:
    """wget writes ``host:8080``, ``host+8080`` on some systems; HTTrack ``host_8080``."""
    for name in (host, host.replace(":", "_"), host.replace(":", "+")):
        if (directory / name).is_dir():
            return directory / name
    return None


def _find(root: Path, path: str, query: str) -> Path | None:
    """The file or folder for an address, trying the names that mirroring tools give to queries."""
    relative = path.strip("/")
    if "\x00" in relative or any(part == ".." for part in relative.split("/")):
        return None
    names = [relative]
    if query:
        flat = query.replace("/", "%2F")
        names = [f"{relative}{mark}{each}" for each in (query, flat) for mark in ("?", "@")]
        names += [f"{name}.html" for name in names] + [relative]
    elif relative and not path.endswith("/"):
        names.append(f"{relative}.html")
    for name in names:
        file = root / name
        try:
            if file.exists() and file.resolve().is_relative_to(root.resolve()):
                return file
        except OSError:
            continue
    return None
