"""The page of an app: in a store, or the portal's own page from which it is loaded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlsplit

from auditor import urls
from auditor.extract.dom import Dom, clean, squeeze, text_of
from auditor.extract.media.origin import owner_of
from auditor.extract.media.posts import NAME, TITLE, Examined, words
from auditor.extract.media.when import day_of, found_in, shown
from auditor.media_page_words import page_words
from auditor.model import AccountReading, Post

_VERSION = r"\s*[::]?\s*[Vv]?(\d{1,4}(?:\.\d{1,6}){1,4})"
_VALUE = r"\s*[::]?\s*(.{6,30})"
#: what stands behind the name of an app in a heading or title: 清河通客户端下载, 清河通 - 应用详情
_NAME_TAIL = re.compile(
    r"(?<=.)\s*(?:[-_|–—]|on the App Store|手机客户端|移动客户端|客户端|下载|官方|(?<=[一-鿿])APP).*$", re.I
)
_HEAD = 6000
_PACKAGE = ("application/vnd.android.package-archive", "application/octet-stream")


def is_package(body: bytes, mime: str, url: str) -> bool:
    """True for the app itself: a zip archive that is sent or named as one."""
    named = urlsplit(url).path.lower().endswith(tuple(page_words().app.files))
    return body.startswith(b"PK") and (named or mime.split(";")[0].strip() in _PACKAGE)


def read_package(url: str) -> Examined:
    return Examined(AccountReading(url, downloadable=True))


def read_app(url: str, page: Dom, moment: datetime, since: date) -> Examined | None:
    """Name, version, day of the last update, and whether the app can be loaded. None for a page that shows neither a
    version nor a way to load it, nor says that it is gone. The one update that a page shows is whole when it is the last
    before the period."""
    text = unicodedata.normalize("NFKC", clean(page.text))[:_HEAD]
    rules = page_words().app
    version = _version(text, rules.version)
    removed = any(word in "".join(text.split()) for word in rules.removed)
    loaded = _is_loaded(page)
    if not version and not removed and not loaded:
        return None
    day, told = _updated(page, text, rules.updated, moment)
    name = _name(page)
    posts = (Post(words(f"{name} {version}", TITLE), day, told, url, text=_notes(version)),) if day else ()
    return Examined(
        AccountReading(
            url,
            name,
            _owner(text),
            posts,
            whole=bool(day) and day < since.isoformat(),
            downloadable=False if removed else True if loaded else None,
        )
    )


def _is_loaded(page: Dom) -> bool:
    """A link to a package, to a store, or a button to load that leads somewhere."""
    rules = page_words().app
    for anchor in page.body.iter("a", "button"):
        target = (
            (anchor.get("href") or anchor.get("data-href") or anchor.get("onclick") or "").strip().lower()
        )
        if any(file in target for file in rules.files) or _is_store(target, page.base, rules.stores):
            return True
    return False


def _is_store(target: str, base: str, stores: Iterable[str]) -> bool:
    joined = urls.absolute(base, target) if target.startswith(("http", "//")) else None
    host = urls.host(joined) if joined else ""
    at_home = urls.host(base)
    return any(
        target.startswith(store) if "://" in store else host == store and host != at_home for store in stores
    )


def _version(text: str, labels: Iterable[str]) -> str:
    found = (re.search(re.escape(label) + _VERSION, text) for label in labels)
    return next((match[1] for match in found if match), "")


def _updated(page: Dom, text: str, labels: Iterable[str], moment: datetime) -> tuple[str, str]:
    for label in labels:
        for match in re.finditer(re.escape(label) + _VALUE, text):
            found = found_in(match[1].split("  ")[0]) or found_in(match[1].split()[0])
            day = day_of(found.raw, moment) if found else ""
            if found and day:
                return day, shown(found.raw)
    for element in page.body.iter("time"):
        told = element.get("datetime") or text_of(element)
        day = day_of(told, moment)
        if day:
            return day, shown(told)
    return "", ""


def _owner(text: str) -> str:
    for label in page_words().owner.labels:
        match = re.search(re.escape(label) + r"\s*[::]?\s*([^\s::]{4,40})", text)
        if match:
            return owner_of(match[1])
    return ""


def _name(page: Dom) -> str:
    for tag in ("h1", "h2", "title"):
        texts = (
            text_of(each) if tag != "title" else clean(each.text_content()) for each in page.root.iter(tag)
        )
        name = next((text for text in texts if 2 <= len(squeeze(text)) <= 60), "")
        if name:
            return words(_NAME_TAIL.sub("", name) or name, NAME)
    return ""


def _notes(version: str) -> str:
    return f"版本 {version}" if version else ""
