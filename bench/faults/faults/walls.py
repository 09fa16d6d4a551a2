"""Walls: answers that keep a program out, with the marks of the products that Chinese portals stand behind."""

from __future__ import annotations

from collections.abc import Iterator

from bench.faults.making import CONTENT, HTML, family, instead, one_of, page
from bench.faults.model import Aim, Answer, Fault, Scene, Step
from bench.faults.wire import whole

_fault = family("walls")
_COOKIE = "gate=passed"
_EVERYWHERE = (*CONTENT, Aim.FILE)


def _script(code: str, status: int = 200) -> Answer:
    return Answer(status, (HTML,), f"<html><head></head><body><script>{code}</script></body></html>".encode())


def _cookie_redirect(scene: Scene) -> Iterator[Step]:
    """Whoever does not bring the cookie is given it and sent to the same address again."""
    if _COOKIE in scene.asked.headers.get("cookie", ""):
        yield whole(scene.true, scene.asked.method)
        return
    again = (("Set-Cookie", f"{_COOKIE}; path=/"), ("Location", scene.asked.target))
    yield whole(Answer(302, (HTML, *again), b""), scene.asked.method)


def _counting(scene: Scene) -> Iterator[Step]:
    """After five requests, three of four are too many."""
    if scene.number <= 5 or scene.number % 4 == 0:
        yield whole(scene.true, scene.asked.method)
    else:
        yield whole(_TOO_MANY, scene.asked.method)


_TOO_MANY = page("429", "访问过于频繁，请稍后再试", 429, ("Retry-After", "1"))
_JSL = (
    "document.cookie=('_')+('_')+('jsl_clearance_s=')+('17')+('1|-1|x')+(';max-age=3600;path=/');"
    "location.href=location.pathname+location.search"
)
WALLS: tuple[Fault, ...] = (
    _fault(
        "wall-401", "401 with a demand for a password", instead(page("401", "Unauthorized", 401)), _EVERYWHERE
    ),
    _fault("wall-403", "403 with two words", instead(page("403 Forbidden", "Forbidden", 403)), _EVERYWHERE),
    _fault("wall-403-empty", "403 with nothing", instead(Answer(403, (HTML,), b"")), _EVERYWHERE),
    _fault(
        "wall-405",
        "405 and the page of a firewall",
        instead(page("405", "您的访问被阻断，请求存在安全威胁", 405)),
        _EVERYWHERE,
    ),
    _fault(
        "wall-412",
        "412 with a script that would set a cookie",
        instead(_script("window['$_ts']={};", 412)),
        _EVERYWHERE,
    ),
    _fault("wall-418", "a status that firewalls make up", instead(page("418", "", 418)), _EVERYWHERE),
    _fault("wall-429", "429 with Retry-After", instead(_TOO_MANY), _EVERYWHERE),
    _fault("wall-429-counting", "429 for three of four requests after the fifth", _counting, _EVERYWHERE),
    _fault("wall-468", "468 of a Chinese firewall", instead(page("", "", 468)), _EVERYWHERE),
    _fault(
        "wall-521",
        "521 with a script that sets a cookie and loads again",
        instead(_script(_JSL, 521)),
        _EVERYWHERE,
    ),
    _fault(
        "challenge-script",
        "200 and nothing but a script that sets a cookie and loads again",
        one_of(
            _script("document.cookie='k=1;path=/';location.reload();"),
            _script(
                "var arg1='0A1B';setCookie('acw_sc__v2',arg1);function setCookie(a,b){document.cookie=a+b}"
            ),
            _script("window.wzwschallenge='V1pXU19DT05GSVJN';window.wzwsconfirm='/WZWSRELw=='"),
        ),
    ),
    _fault(
        "challenge-unknown",
        "200 and an unfamiliar script that fetches what is needed to go on",
        instead(_script("(function(){var q=[];for(var i=0;i<64;i++){q.push(i^7)}window.__k=q.join('');})()")),
    ),
    _fault(
        "captcha",
        "200 and a page that wants a slider moved or a code typed",
        one_of(
            page("安全验证", "<p>请拖动滑块完成验证</p><div id='slider'></div>"),
            page("", "<p>请输入验证码后继续访问</p><img src='/code.jpg'><input name='code'>"),
        ),
    ),
    _fault(
        "blocked-200",
        "200 and the page of a firewall that has stopped the request",
        one_of(
            page("访问拦截", "<p>您的请求带有不合法的参数，已被网站管理员设置拦截！</p>"),
            page("", "<h1>Request blocked</h1><p>Your support ID is 1712204</p>"),
            page("提示", "<p>当前访问疑似黑客攻击，已被云盾拦截</p>"),
        ),
        (*CONTENT, Aim.FILE),
    ),
    _fault(
        "cookie-redirect",
        "who brings no cookie is given one and sent to the same address again",
        _cookie_redirect,
        (Aim.PAGE, Aim.SITE),
        is_harmless=True,
    ),
)
