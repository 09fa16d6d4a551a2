"""Walls that answer instead of the portal: JavaScript challenges, captchas, "blocked by" pages. Pure.

A wall is never content and never an absence. Recognition wants two things: a small page (a portal's article
about 网络安全 may name every product below) and a mark that only walls carry.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Bytes. Walls seen in the wild are 0.3–12 kB; a portal's page with menus is larger.
SMALL = 16_384
_SCRIPTS = re.compile(
    rb"__jsl_clearance|WZWS-RAY|wzwschallenge|wzws[-_]|acw_sc__v2|_waf_bd8ce2ce37|/_guard/|yunsuo_session"
    rb"|security_session_verify|__tst_status|EO_Bot_Ssid|cf-challenge|cdn-cgi/challenge|\$_ts\s*=|waf_text_verify",
    re.I,
)
#: Setting a cookie and opening *another* address is an ordinary redirect; coming back to this one is a wall.
_SET_AND_RELOAD = re.compile(
    rb"document\.cookie\s*=.{0,2000}?location(?:\.reload\s*\(|(?:\.href)?\s*=\s*(?:window\.|document\.)?location"
    rb"|\.replace\s*\(\s*(?:window\.|document\.)?location)",
    re.S,
)
_TEXTS = re.compile(
    r"网站防火墙|您的请求带有不合法参数|已被(?:网站管理员|安全策略|防火墙)[^。]{0,10}拦截|当前访问疑似黑客攻击"
    r"|您的访问(?:请求)?(?:可能)?(?:存在|被|疑似)[^。]{0,12}(?:威胁|拦截|阻断|攻击)|访问(?:行为)?被拦截|人机(?:身份)?验证"
    r"|请(?:完成|进行|输入)(?:下方)?(?:安全)?验证(?:码)?(?:后|以)?继续|正在(?:进行)?(?:安全检查|人机识别|检查您的浏览器)"
    r"|安全狗|云锁|知道创宇|创宇盾|加速乐|360网站卫士|360主机卫士|奇安信网站卫士|玄武盾|D盾_拦截"
    r"|just a moment|attention required|access denied by waf|web application firewall|captcha",
    re.I,
)
_STATUSES = {412: "http-412", 468: "http-468", 521: "http-521", 567: "http-567"}


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> str | None:
    """Short name of the wall, or None. ``headers`` have lower-case names; ``body`` is the decoded body."""
    small = len(body) <= SMALL
    if status == 521 and ("__jsl" in headers.get("set-cookie", "") or small):
        return "jsl-clearance"
    if not small:
        return None
    if mark := _SCRIPTS.search(body):
        return mark[0].decode("ascii", "replace").lower()
    if _SET_AND_RELOAD.search(body) and len(_text(body)) < 200:
        return "cookie-and-reload"
    if status in _STATUSES:
        return _STATUSES[status]
    text = _text(body)
    if (mark_text := _TEXTS.search(text)) and (status != 200 or len(text) < 600):
        return mark_text[0].lower()
    return None


def _text(body: bytes) -> str:
    """Visible text of a small page, roughly: decoded by trial, without scripts, styles and tags."""
    try:
        page = body.decode("utf-8")
    except UnicodeDecodeError:
        page = body.decode("gb18030", "replace")
    page = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>|<!--.*?-->", " ", page)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).strip()


def may_pass(mark: str) -> bool:
    """True for a wall that only wants a script to set a cookie: any visitor's browser passes it unasked."""
    return mark in ("jsl-clearance", "cookie-and-reload", "http-521")
