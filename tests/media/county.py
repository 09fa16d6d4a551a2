"""A county with accounts, saved as a case: a matrix page, codes in pictures, links, share buttons, and what platforms answer."""

from __future__ import annotations

import base64
import json
from datetime import date, timedelta
from pathlib import Path

from tests.media.codes import plain_png, qr_png

CODE, HOST, TODAY = "990801", "www.yunxi.gov.cn", date(2026, 6, 15)
WEIBO, IDLE = "1234567890", "2345678901"
ARTICLE = "https://mp.weixin.qq.com/s/AbCdEfGhIjKlMnOpQrStUv"
#: What hostile codes say: none of it may ever be asked.
HOSTILE = (
    "javascript:alert(1)",
    "http://192.168.1.1/admin",
    "http://127.0.0.1:1/secret",
    "http://169.254.169.254/latest/meta-data/",
    "https://evil.example.com/login",
    "https://weibo.com@evil.example.com/u/1",
)

_HEAD = "<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>"
_MENU = (
    "<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li>"
    "<li><a href='/xmt/'>政务新媒体</a></li></ul></div>"
)
_FOOT = (
    "<div class='footer'><p>主办：云溪县人民政府办公室 备案号：浙ICP备00000001号</p>"
    "<div class='ewm'><img src='/images/wx_ewm.png'><p>云溪发布微信公众号</p></div>"
    f"<a href='https://weibo.com/u/{WEIBO}'><img src='/images/wb.png' alt='官方微博'></a></div></body></html>"
)
_SHARE = (
    "<div class='bdsharebuttonbox'><a class='bds_tsina' href='http://service.weibo.com/share/share.php?url=x&title=y'>"
    "分享到新浪微博</a><a href='http://connect.qq.com/widget/shareqq/index.html?url=x'>QQ</a>"
    "<a class='bds_weixin' href='#'>微信</a></div>"
)


def build(folder: Path, *, hostile: bool = True, answers: bool = True) -> Path:
    """Write the case; gives its folder. Without ``answers`` the platforms are not part of it."""
    pages, images = folder / "pages", folder / "pages" / "images"
    for path in (pages / "xmt", pages / "zwgk", pages / "wx", images, folder / "answers"):
        path.mkdir(parents=True, exist_ok=True)
    (pages / "index.html").write_text(_home(), "utf-8")
    (pages / "zwgk" / "index.html").write_text(_page("政务公开", "<p>云溪县政务公开。</p>" * 30), "utf-8")
    (pages / "xmt" / "index.html").write_text(_matrix(hostile=hostile), "utf-8")
    (pages / "wx" / "rss.xml").write_text(_feed(), "utf-8")
    (images / "wx_ewm.png").write_bytes(qr_png("http://weixin.qq.com/r/yunxifabu"))
    (images / "wb.png").write_bytes(plain_png(30))
    (images / "wenlv.png").write_bytes(qr_png(f"https://weibo.com/u/{IDLE}"))
    (images / "plain.png").write_bytes(plain_png())
    for number, text in enumerate(HOSTILE if hostile else ()):
        (images / f"ewm_{number}.png").write_bytes(qr_png(text))
    if hostile:
        (images / "ewm_big.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 10_000_000)
        (images / "ewm_broken.png").write_bytes(b"<html>no picture</html>")
    told = _answers(folder / "answers") if answers else []
    site = {
        "code": CODE,
        "name": "云溪县人民政府",
        "url": f"http://{HOST}/",
        "today": TODAY.isoformat(),
        "answers": told,
    }
    (folder / "site.json").write_text(json.dumps(site, ensure_ascii=False, indent=1), "utf-8")
    return folder


def _page(title: str, body: str) -> str:
    return f"{_HEAD.format(title=title)}{_MENU}<div class='main'><h1>{title}</h1>{body}</div>{_FOOT}"


def _home() -> str:
    news = "".join(
        f"<li><a href='/zwgk/t2026060{n}_{n}.html'>云溪县召开第{n}次会议</a><span>2026-06-0{n}</span></li>"
        for n in range(1, 8)
    )
    body = f"<ul class='list'>{news}</ul>{_SHARE}<a href='https://weibo.com/'>微博首页</a>"
    return _page("云溪县人民政府", body)


def _matrix(*, hostile: bool) -> str:
    rows = (
        ("云溪发布", "微信公众号（订阅号）", "云溪县人民政府办公室", ""),
        ("云溪发布", "微博", "云溪县人民政府办公室", ""),
        ("云溪文旅", "微博", "云溪县文化广电和旅游局", ""),
        ("云溪交通", "抖音", "云溪县交通运输局", "已注销"),
    )
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><tr><th>账号名称</th><th>平台类型</th><th>主办单位</th><th>备注</th></tr>{cells}</table>"
    inline = base64.b64encode(qr_png("https://v.douyin.com/abc/")).decode()
    pictures = (
        "<li><img src='/images/wenlv.png'><p>云溪文旅</p></li><li><img src='/images/plain.png'><p>云溪风光</p></li>"
        f"<li><img src='data:image/png;base64,{inline}' alt='二维码'><p>云溪县融媒体中心抖音</p></li>"
        "<li><img src='http://pic.example.com/ewm.png' alt='二维码'><p>云溪教育</p></li>"
    )
    bad = "".join(f"<li><img src='/images/ewm_{n}.png'></li>" for n in range(len(HOSTILE)))
    bad += "<li><img src='/images/ewm_big.png'></li><li><img src='/images/ewm_broken.png'></li>"
    article = f"<p><a href='{ARTICLE}'>云溪发布：办事不用跑</a></p>"
    return _page("政务新媒体", f"{table}<ul>{pictures}{bad if hostile else ''}</ul>{article}{_SHARE}")


# ── what platforms answer ─────────────────────────────────────────────────────────────────────────


def _answers(folder: Path) -> list[dict[str, object]]:
    """Answers of Weibo (one account alive over two pages, one idle for 90 days) and one article of WeChat."""
    files = {
        "weibo-1.json": _weibo(WEIBO, "云溪发布", [TODAY - timedelta(days=n) for n in range(1, 11)], 200),
        "weibo-2.json": _weibo(
            WEIBO, "云溪发布", [TODAY - timedelta(days=12 * n) for n in range(1, 12)], 200
        ),
        "weibo-user.json": _weibo_user(WEIBO, "云溪发布", "云溪县人民政府办公室官方微博"),
        "idle.json": _weibo(IDLE, "云溪文旅", [TODAY - timedelta(days=90 + n) for n in range(5)], 5),
        "idle-user.json": _weibo_user(IDLE, "云溪文旅", "云溪县文化广电和旅游局官方微博"),
    }
    for name, value in files.items():
        (folder / name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")
    (folder / "article.html").write_text(_article(), "utf-8")
    path, host = "/api/container/getIndex", "m.weibo.cn"
    json_type = "application/json; charset=utf-8"

    def weibo(file: str, **when: str) -> dict[str, object]:
        return {"path": path, "host": host, "when": when, "file": f"answers/{file}", "mime": json_type}

    return [
        weibo("weibo-1.json", containerid=f"107603{WEIBO}"),
        weibo("weibo-2.json", containerid=f"107603{WEIBO}", page="2"),
        weibo("weibo-user.json", containerid=f"100505{WEIBO}"),
        weibo("idle.json", containerid=f"107603{IDLE}"),
        weibo("idle-user.json", containerid=f"100505{IDLE}"),
        {
            "path": ARTICLE.removeprefix("https://mp.weixin.qq.com"),
            "host": "mp.weixin.qq.com",
            "file": "answers/article.html",
            "mime": "text/html; charset=utf-8",
        },
    ]


def _weibo(uid: str, name: str, days: list[date], total: int) -> dict[str, object]:
    user = {"id": int(uid), "screen_name": name}
    blogs = [
        {
            "id": f"{day:%Y%m%d}{number:04}",
            "created_at": f"{day:%a %b %d} 10:30:00 +0800 {day:%Y}",
            "text": f"【云溪县第{number}条消息】今天，云溪县政务服务中心……",
            "user": user,
        }
        for number, day in enumerate(days, start=1)
    ]
    cards = [{"card_type": 9, "mblog": blog} for blog in blogs]
    return {
        "ok": 1,
        "data": {"cardlistInfo": {"containerid": f"107603{uid}", "total": total, "page": 2}, "cards": cards},
    }


def _weibo_user(uid: str, name: str, verified: str) -> dict[str, object]:
    return {
        "ok": 1,
        "data": {
            "userInfo": {"id": int(uid), "screen_name": name, "verified_reason": verified},
            "tabsInfo": {},
        },
    }


def _article() -> str:
    stamp = 1781136000  # 2026-06-11 in China
    return (
        "<!DOCTYPE html><html><head><title>办事不用跑</title></head><body>"
        "<h1 id='activity-name'>云溪县：办事不用跑</h1><span id='js_name'>云溪发布</span>"
        f'<script>var nickname = "云溪发布"; var user_name = "gh_0123456789ab"; var ct = "{stamp}";</script>'
        f"<div id='js_content'>{'云溪县政务服务中心推出一件事一次办。' * 10}</div></body></html>"
    )


def _feed() -> str:
    items = "".join(
        f"<item><title>云溪县消息第{n}期</title><link>http://{HOST}/wx/{n}.html</link>"
        f"<pubDate>{TODAY - timedelta(days=3 * n):%a, %d %b %Y} 08:00:00 +0800</pubDate></item>"
        for n in range(1, 40)
    )
    return f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>云溪发布</title>{items}</channel></rss>"


# ── the register ──────────────────────────────────────────────────────────────────────────────────

EXPORT = "标题,发布时间,链接,来源\n" + "".join(
    f"云溪交通消息第{n}期,{TODAY - timedelta(days=2 * n)} 09:00,,云溪县交通运输局\n" for n in range(1, 60)
)
REGISTER = f"""\
accounts:
  - name: 云溪发布
    platform: 微信公众号
    kind: 订阅号
    owner: 云溪县人民政府办公室
    key: gh_0123456789ab
    main: true
    state: 正常
    lists: [http://{HOST}/wx/rss.xml]
  - name: 云溪交通
    platform: 微信公众号
    owner: 云溪县交通运输局
    topics: [交通, 公路]
    export: 云溪交通.csv
"""


def register_yaml(folder: Path) -> Path:
    path = folder / f"{CODE}.media.yml"
    path.write_text(REGISTER, "utf-8")
    (folder / "云溪交通.csv").write_text(EXPORT, "utf-8")
    return path
