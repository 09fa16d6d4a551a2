"""Which addresses show an account to a stranger, and whose account an address names. Pure functions on strings."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from auditor import urls
from auditor.extract.media import weibo

#: Addresses that only the app opens: codes of WeChat accounts and of its video accounts.
_APP_ONLY_HOSTS = (
    "weixin.qq.com",
    "u.wechat.com",
    "channels.weixin.qq.com",
    "wxaurl.cn",
    "work.weixin.qq.com",
)
_WEIBO_HOSTS = ("weibo.com", "weibo.cn")
#: First folders of weibo.com that are no account's name.
_WEIBO_OTHER = frozenset(
    "u p n tv hot ajax login signup search status detail share topic a hashtag set mygroups ttarticle".split()
)
_KEYS = {
    "douyin": r"/user/([\w-]{10,})",
    "kuaishou": r"/profile/([\w-]{4,})",
    "toutiao": r"/c/user/(?:token/)?([\w-]{5,})",
    "bilibili": r"(?:^|/space)/(\d{2,20})",
}
_GH = re.compile(r"gh_[0-9a-zA-Z]{6,20}")


def addresses(platform: str, url: str) -> tuple[str, ...]:
    """What to ask for the account at ``url``, in order; () when nothing there is shown to a stranger."""
    told = urls.absolute(url, url) if url.lower().startswith(("http://", "https://")) else None
    if told is None:
        return ()
    host = _host(told)
    if host in _APP_ONLY_HOSTS:
        return ()
    uid = weibo.uid_in(told) if platform == "weibo" and _is_weibo(host) else ""
    if uid:
        asked = weibo.POSTS in told
        account = weibo.CONTAINER + weibo.ACCOUNT + uid
        return (told if asked else weibo.CONTAINER + weibo.POSTS + uid, account)
    return (told,)


def key_of(platform: str, url: str) -> str:
    """The platform's own key in an address: uid, gh_…, __biz, sec_uid, mid; a name for weibo.com/name. "" when the address
    names no account: a home page, a single post, a search, a share button."""
    try:
        parts = urlsplit(url)
        query = parse_qs(parts.query)
    except ValueError:
        return ""
    if platform == "weibo":
        return weibo.uid_in(url) or _weibo_name(_host(url), parts.path)
    if platform == "wechat":
        named = _GH.search(f"{parts.path}?{parts.query}")
        return named[0] if named else query.get("__biz", [""])[0]
    if platform == "app":
        return _app_key(parts.path, query)
    match = re.search(_KEYS[platform], parts.path) if platform in _KEYS else None
    return match[1] if match else ""


def _weibo_name(host: str, path: str) -> str:
    """weibo.com/qinghefabu and weibo.com/n/清河发布."""
    if not _is_weibo(host):
        return ""
    named = re.fullmatch(r"/n/([^/]{1,60})/?", path)
    plain = re.fullmatch(r"/([A-Za-z][\w-]{2,40})/?", path)
    return named[1] if named else plain[1] if plain and plain[1].lower() not in _WEIBO_OTHER else ""


def _app_key(path: str, query: dict[str, list[str]]) -> str:
    """The number of an app in Apple's store, its package elsewhere."""
    number = re.search(r"/id(\d{6,15})(?!\d)", path)
    names = (query.get(name, [""])[0] for name in ("id", "pkgname", "apkName", "appid"))
    return number[0].removeprefix("/") if number else next((name for name in names if "." in name), "")


def _is_weibo(host: str) -> bool:
    return any(host == each or host.endswith(f".{each}") for each in _WEIBO_HOSTS)


def _host(url: str) -> str:
    try:
        return urls.host(url).split(":")[0]
    except ValueError:
        return ""
