"""Redirects: without end, without aim, to where a reader of public pages has no business, and to error pages."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bench.faults.making import CONTENT, DEAD, HTML, family, instead, page
from bench.faults.model import Aim, Allowed, Answer, Fault, Play, Scene, Step
from bench.faults.wire import whole

_fault = family("redirects")
_MARK = "hop="
_LOGINS = ("/login.html", "/sso/login")
_EVERYWHERE = (*CONTENT, Aim.FILE)


def _to(*locations: str, status: int = 302) -> Play:
    """To one of these, by chance; ``{own}`` is the portal's origin."""

    def play(scene: Scene) -> Iterator[Step]:
        location = scene.chance.choice(locations).replace("{own}", scene.own)
        yield whole(Answer(status, (HTML, ("Location", location)), b""), scene.asked.method)

    return play


def _loop_of_two(scene: Scene) -> Iterator[Step]:
    """There and back again: the address with and without a mark."""
    target = scene.asked.target
    other = target.replace(f"?{_MARK}0", "") if _MARK in target else f"{target}?{_MARK}0"
    yield whole(Answer(301, (HTML, ("Location", other)), b""), scene.asked.method)


def _chain(hops: int) -> Play:
    """So many hops through the same address with a number, then the true answer."""

    def play(scene: Scene) -> Iterator[Step]:
        path, _, query = scene.asked.target.partition("?")
        done = (
            int(query.removeprefix(_MARK))
            if query.startswith(_MARK) and query[len(_MARK) :].isdecimal()
            else 0
        )
        if done >= hops or (query and not done):
            yield whole(scene.true, scene.asked.method)
            return
        location = f"{scene.own}{path}?{_MARK}{done + 1}"
        yield whole(Answer(302, (HTML, ("Location", location)), b""), scene.asked.method)

    return play


def _meta(location: str) -> Play:
    return instead(page("", f"<meta http-equiv='refresh' content='0;url={location}'>"))


def _script(location: str) -> Play:
    return instead(page("", f"<script>location.href='{location}'</script>"))


def _home(scene: Scene) -> Iterator[Step]:
    location = scene.own + scene.home
    if urlsplit(scene.asked.target).path == scene.home:
        yield whole(scene.true, scene.asked.method)
    else:
        yield whole(Answer(302, (HTML, ("Location", location)), b""), scene.asked.method)


def _login(scene: Scene) -> Iterator[Step]:
    """To a login of the portal's own, which asks who the visitor is."""
    if urlsplit(scene.asked.target).path in _LOGINS:
        form = "<form>账号<input name='u'>密码<input type='password'><button>登录</button></form>"
        yield whole(page("用户登录", form), scene.asked.method)
    else:
        location = scene.own + scene.chance.choice(_LOGINS)
        yield whole(Answer(302, (HTML, ("Location", location)), b""), scene.asked.method)


def _error_page(words: str, path: str, status: int) -> Play:
    """To an error page of the portal's own, which answers with this status."""

    def play(scene: Scene) -> Iterator[Step]:
        if urlsplit(scene.asked.target).path == path:
            yield whole(page(words, words, status), scene.asked.method)
        else:
            yield whole(Answer(302, (HTML, ("Location", path)), b""), scene.asked.method)

    return play


_PRIVATE = (
    "http://10.0.0.1/",
    "http://192.168.1.1/admin/",
    "http://172.16.0.9:8080/",
    "http://100.64.0.1/",
    "http://0.0.0.0/",
)
_LOOPBACK = (
    "http://127.0.0.1:9/",
    "http://localhost:9/",
    "http://[::1]:9/",
    "http://[::ffff:127.0.0.1]:9/",
    "http://2130706433:9/",
    "http://0x7f000001:9/",
    "http://017700000001:9/",
    "http://127.1:9/",
)
_METADATA = (
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/",
    "http://100.100.100.200/latest/",
)
REDIRECTS: tuple[Fault, ...] = (
    _fault(
        "redirect-itself",
        "302 to the same address",
        lambda scene: _to(scene.asked.target)(scene),
        _EVERYWHERE,
    ),
    _fault(
        "redirect-loop",
        "there and back again",
        _loop_of_two,
        _EVERYWHERE,
        (Allowed("dead-link", "its address leads in a circle, or to a page that is not there"),),
    ),
    _fault("redirect-chain", "thirty hops, then the page", _chain(30), _EVERYWHERE),
    _fault("redirect-chain-short", "three hops, then the page", _chain(3), _EVERYWHERE),
    _fault("redirect-private", "to an address of a private network", _to(*_PRIVATE), _EVERYWHERE),
    _fault("redirect-loopback", "to this machine, in all the ways to write it", _to(*_LOOPBACK), _EVERYWHERE),
    _fault("redirect-metadata", "to a cloud's metadata service", _to(*_METADATA), _EVERYWHERE),
    _fault(
        "redirect-userinfo",
        "the portal's name stands before an @",
        _to("{own}@169.254.169.254/", "{own}:80@10.0.0.1/"),
        _EVERYWHERE,
    ),
    _fault("redirect-file", "to file:", _to("file:///etc/passwd", "file://localhost/etc/hosts"), _EVERYWHERE),
    _fault(
        "redirect-scheme",
        "to another scheme",
        _to(
            "ftp://10.0.0.1/",
            "gopher://127.0.0.1:25/x",
            "javascript:alert(1)",
            "data:text/html,hello",
            "about:blank",
        ),
        _EVERYWHERE,
    ),
    _fault("redirect-nowhere", "302 without Location", instead(Answer(302, (HTML,), b"")), _EVERYWHERE),
    _fault("redirect-empty", "302 with an empty Location", _to(""), _EVERYWHERE),
    _fault(
        "redirect-nonsense",
        "a Location that is no address",
        _to("http://", "http://[::1", "http://a b/", "//", "\\\\server\\share", "http:///x"),
        _EVERYWHERE,
    ),
    _fault("redirect-long", "a Location of 100,000 characters", _to("/" + "a" * 100_000), _EVERYWHERE),
    _fault(
        "redirect-elsewhere",
        "to a portal of somebody else",
        _to("http://www.example-elsewhere.test/"),
        _EVERYWHERE,
        leads_away=True,
    ),
    _fault("redirect-port", "to another port of the portal", _to("{own}:9/"), _EVERYWHERE),
    _fault("redirect-home", "to the home page", _home, (Aim.PAGE, Aim.FILE)),
    _fault("redirect-login", "to a login", _login, CONTENT, pages=_LOGINS),
    _fault(
        "redirect-404",
        "to a page /404.html that says 404",
        _error_page("404 页面不存在", "/404.html", 404),
        (Aim.PAGE, Aim.FILE),
        DEAD,
        pages=("/404.html",),
    ),
    _fault(
        "redirect-error",
        "to a page /error.html that answers with 200",
        _error_page("系统繁忙，请稍后再试", "/error.html", 200),
        CONTENT,
        pages=("/error.html",),
    ),
    _fault("refresh-file", "a meta refresh to file:", _meta("file:///etc/passwd"), (Aim.PAGE,)),
    _fault(
        "refresh-private",
        "a meta refresh to the metadata service",
        _meta("http://169.254.169.254/"),
        (Aim.PAGE,),
    ),
    _fault("refresh-itself", "a meta refresh to the same page", _meta(""), (Aim.PAGE,)),
    _fault(
        "script-private", "a script that goes to a private address", _script("http://10.0.0.1/"), (Aim.PAGE,)
    ),
)
