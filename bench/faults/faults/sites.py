"""Faults of a whole site: bursts of errors, robots.txt that breaks or changes its mind, names, addresses without end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bench.faults.making import ANYTHING, FAILING, family, instead, page, with_body
from bench.faults.model import Aim, Allowed, Answer, Close, Fault, Naming, Pause, Play, Scene, Step
from bench.faults.wire import whole

_fault = family("sites")
_ROBOTS = (Aim.ROBOTS,)
_SITE = (Aim.SITE,)
_EVERYWHERE = ANYTHING
_WILD = tuple(f"w{number}" for number in range(20))
_NO_BUSINESS = (
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/list.html",
    "http://127.0.0.1:9/a.pdf",
    "http://[::1]:9/",
    "file:///etc/passwd",
    "ftp://10.0.0.1/a.doc",
    "//192.168.0.1/",
    "http://2130706433:9/",
)
_REPEATED = (Allowed("repeated-text", "the same texts stand on several hosts"),)
_SAME = (Allowed("repeated-text", "every page bears the same calendar in place of its text"),)
_LINES = 1_000_000


def _error(status: int, words: str, *headers: tuple[str, str]) -> Play:
    return instead(page(str(status), f"<h1>{status} {words}</h1>", status, *headers))


def _burst(scene: Scene) -> Iterator[Step]:
    """Six errors in a row of every twenty requests."""
    if scene.number % 20 < 6:
        status = scene.chance.choice((500, 502, 503, 504))
        yield whole(page(str(status), "<h1>error</h1>", status), scene.asked.method)
    else:
        yield whole(scene.true, scene.asked.method)


def _robots(text: str, status: int = 200, mime: str = "text/plain") -> Play:
    return instead(Answer(status, (("Content-Type", mime),), text.encode()))


def _robots_changes(scene: Scene) -> Iterator[Step]:
    """Forbids nothing, then everything, by turns."""
    text = "User-agent: *\nDisallow:\n" if scene.number % 2 else "User-agent: *\nDisallow: /\n"
    yield whole(Answer(200, (("Content-Type", "text/plain"),), text.encode()), scene.asked.method)


@lru_cache(maxsize=1)
def _long_robots() -> bytes:
    return b"User-agent: *\n" + b"".join(b"Sitemap: /%d\n" % number for number in range(_LINES))


def _robots_long(scene: Scene) -> Iterator[Step]:
    yield whole(Answer(200, (("Content-Type", "text/plain"),), _long_robots()), scene.asked.method)


def _robots_random(scene: Scene) -> Iterator[Step]:
    yield whole(
        Answer(200, (("Content-Type", "text/plain"),), scene.chance.randbytes(5000)), scene.asked.method
    )


def _robots_slow(scene: Scene) -> Iterator[Step]:
    yield Pause(scene.patience)
    yield Close()


def _further(scene: Scene, markup: str) -> Answer:
    """The true page with more links before its end, in a menu: they are no text of the page."""
    body = scene.true.body
    at = body.lower().rfind(b"</body")
    at = at if at >= 0 else len(body)
    return with_body(scene.true, body[:at] + f"<div class='nav'>{markup}</div>".encode("ascii") + body[at:])


def _endless_links(scene: Scene) -> Iterator[Step]:
    """Every page leads to further days of a calendar, and every day is there."""
    if scene.asked.target.startswith("/calendar/"):
        day = int("".join(filter(str.isdigit, scene.asked.target)) or "0")
        links = "".join(f"<a href='/calendar/{day + each}.html'>{day + each}</a>" for each in range(1, 9))
        yield whole(page("calendar", links), scene.asked.method)
    elif scene.true.is_html:
        yield whole(_further(scene, "<a href='/calendar/1.html'>2026</a>"), scene.asked.method)
    else:
        yield whole(scene.true, scene.asked.method)


def _session_ids(scene: Scene) -> Iterator[Step]:
    """Every page names its neighbours with a new session in the address."""
    if scene.true.is_html:
        mark = f';jsessionid={scene.chance.getrandbits(64):016X}"'.encode()
        body = scene.true.body.replace(b'.html"', b".html" + mark).replace(b'.shtml"', b".shtml" + mark)
        yield whole(with_body(scene.true, body), scene.asked.method)
    else:
        yield whole(scene.true, scene.asked.method)


def _wild_hosts(scene: Scene) -> Iterator[Step]:
    """Any name below the portal's answers, with links to further names, short enough to make no text of a page that has none."""
    if scene.true.is_html:
        domain = scene.own.split("://")[-1].partition(".")[2] or "localhost"
        links = "".join(f"<a href='http://{scene.chance.choice(_WILD)}.{domain}/'>{n}</a>" for n in range(3))
        yield whole(_further(scene, links), scene.asked.method)
    else:
        yield whole(scene.true, scene.asked.method)


def _cookie_flood(scene: Scene) -> Iterator[Step]:
    """Twenty new cookies of 3 kB with every page."""
    flood = tuple(("Set-Cookie", f"c{scene.chance.getrandbits(40)}={'v' * 3000}; path=/") for _ in range(20))
    answer = Answer(scene.true.status, (*scene.true.headers, *flood), scene.true.body)
    yield whole(answer, scene.asked.method)


def _bad_links(scene: Scene) -> Iterator[Step]:
    """Every page also leads to where a reader of public pages has no business."""
    markup = "".join(f"<a href='{address}'>1</a>" for address in _NO_BUSINESS)
    yield whole(_further(scene, markup) if scene.true.is_html else scene.true, scene.asked.method)


def _answering(home: str, other: str, later: str = "") -> Naming:
    """Addresses of the home and of every other name; ``later`` from the second time on; empty = no such name."""

    def resolve(name: str, is_home: bool, number: int) -> tuple[str, ...]:
        found = (later if number > 1 and later else home) if is_home else other
        if not found:
            raise OSError(f"no address for {name}")
        return tuple(found.split())

    return Naming(resolve)


def _flapping(name: str, _is_home: bool, number: int) -> tuple[str, ...]:
    if number % 2:
        raise OSError(f"no address for {name}")
    return ("127.0.0.1",)


SITES: tuple[Fault, ...] = (
    _fault("error-500", "500", _error(500, "Internal Server Error"), _EVERYWHERE, FAILING),
    _fault("error-502", "502", _error(502, "Bad Gateway"), _EVERYWHERE),
    _fault(
        "error-503",
        "503 with Retry-After",
        _error(503, "Service Unavailable", ("Retry-After", "1")),
        _EVERYWHERE,
    ),
    _fault("error-504", "504", _error(504, "Gateway Timeout"), _EVERYWHERE),
    _fault("burst-5xx", "six 5xx in a row of every twenty requests", _burst, _SITE),
    _fault("endless-links", "a calendar without end", _endless_links, _SITE, _SAME),
    _fault("links-private", "links to private addresses, files and other schemes", _bad_links, _SITE),
    _fault("cookie-flood", "twenty new cookies with every page", _cookie_flood, _SITE),
    _fault("session-ids", "a new session in every address", _session_ids, _SITE),
    _fault(
        "wildcard-hosts", "any name below the portal's answers", _wild_hosts, _SITE, _REPEATED, hosts=_WILD
    ),
    _fault(
        "robots-forbids", "robots.txt forbids everything", _robots("User-agent: *\nDisallow: /\n"), _ROBOTS
    ),
    _fault("robots-changes", "robots.txt forbids nothing, then everything", _robots_changes, _ROBOTS),
    _fault("robots-500", "robots.txt is a 500", _robots("error", 500), _ROBOTS),
    _fault("robots-403", "robots.txt is a 403", _robots("no", 403), _ROBOTS),
    _fault(
        "robots-html",
        "robots.txt is a page",
        _robots("<html><body>User-agent: * Disallow: /</body></html>", 200, "text/html"),
        _ROBOTS,
    ),
    _fault("robots-random", "robots.txt is random bytes", _robots_random, _ROBOTS),
    _fault("robots-slow", "robots.txt never comes", _robots_slow, _ROBOTS),
    _fault("robots-long", "robots.txt names a million sitemaps", _robots_long, _ROBOTS),
    _fault(
        "robots-delay",
        "robots.txt wants an hour between requests",
        _robots("User-agent: *\nCrawl-delay: 3600\nDisallow:\n"),
        _ROBOTS,
    ),
    _fault(
        "robots-wild",
        "robots.txt with patterns that are slow to match",
        _robots("User-agent: *\nDisallow: /" + "*a" * 30 + "$\n"),
        _ROBOTS,
    ),
    _fault("dns-none", "the portal's name does not resolve", _answering("", ""), _SITE),
    _fault("dns-wildcard", "every name resolves to the portal", _answering("127.0.0.1", "127.0.0.1"), _SITE),
    _fault(
        "dns-private",
        "other names of the portal resolve to a private network",
        _answering("127.0.0.1", "10.0.0.1 192.168.0.1"),
        _SITE,
    ),
    _fault(
        "dns-metadata",
        "other names resolve to a metadata service",
        _answering("127.0.0.1", "169.254.169.254"),
        _SITE,
    ),
    _fault(
        "dns-rebinding",
        "the portal's name resolves elsewhere the second time",
        _answering("127.0.0.1", "", "169.254.169.254"),
        _SITE,
    ),
    _fault("dns-flapping", "the portal's name resolves every other time", Naming(_flapping), _SITE),
)
