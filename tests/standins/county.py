"""The small portal that all stand-ins share: home page, three columns with dated lists, eight articles.

Self-written; its names are invented. Whatever stands in :data:`ITEMS` can be looked for: titles that tell one item from
another, new and old ones in each column, document numbers in the text of some.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.standins.server import NOT_FOUND, Heard, Reply, Route, page

NAME = "文岭县人民政府"
#: The day of the visit.
TODAY = date(2026, 6, 15)


@dataclass(frozen=True)
class Item:
    """``number`` is its document number, "" for what is no document."""

    path: str
    title: str
    day: str
    text: str
    number: str = ""

    @property
    def column(self) -> str:
        return COLUMNS[self.path.split("/")[1]]


@dataclass(frozen=True)
class Box:
    """A search box as a page has it now, with the headers that come with that page (a cookie)."""

    markup: str
    headers: tuple[tuple[str, str], ...] = ()


COLUMNS = {"tzgg": "通知公告", "zcwj": "政策文件", "zwyw": "政务要闻"}
ITEMS = (
    Item(
        "/tzgg/t20260528_4011.html",
        "关于开展农村宅基地确权登记颁证工作的通知",
        "2026-05-28",
        "各乡镇人民政府要在九月底前完成权属调查和地籍测绘，逐户公示，做到应登尽登。",
        "文政办发〔2026〕11号",
    ),
    Item(
        "/tzgg/t20260312_3872.html",
        "滨河路夜间沥青摊铺施工交通管制公告",
        "2026-03-12",
        "施工期间过往车辆请绕行解放路和文昌街，公交线路临时调整站点。",
    ),
    Item(
        "/tzgg/t20240418_2204.html",
        "老旧小区加装电梯意见建议征集公告",
        "2024-04-18",
        "居民可以通过信函或者电子邮件反映意见，征集期为三十日。",
    ),
    Item(
        "/zcwj/t20260506_3950.html",
        "文岭县茶叶产业扶持资金管理办法",
        "2026-05-06",
        "本办法所称扶持资金由县财政预算安排，用于良种繁育、清洁加工和品牌推广。",
        "文政发〔2026〕3号",
    ),
    Item(
        "/zcwj/t20250220_2977.html",
        "加强饮用水水源地保护的实施意见",
        "2025-02-20",
        "划定一级、二级保护区，设置界桩和隔离设施，每季度公布水质监测结果。",
        "文政办发〔2025〕8号",
    ),
    Item(
        "/zcwj/t20230914_1760.html",
        "城乡居民基本医疗保险缴费标准调整方案",
        "2023-09-14",
        "个人缴费部分每人每年增加三十元，困难群体由财政给予定额资助。",
        "文政办发〔2023〕21号",
    ),
    Item(
        "/zwyw/t20260602_4033.html",
        "县长赴青石镇调研春耕备耕和高标准农田建设",
        "2026-06-02",
        "调研组察看了育秧大棚和灌溉渠道，要求抢抓农时、保障农资供应。",
    ),
    Item(
        "/zwyw/t20241107_2655.html",
        "龙潭水库除险加固工程通过竣工验收",
        "2024-11-07",
        "工程完成坝体防渗灌浆和溢洪道改造，恢复灌溉面积一万二千亩。",
    ),
)
_FOOTER = (
    '<div class="footer"><p>主办单位：文岭县人民政府办公室　网站标识码：9902150001　联系电话：0990-5550100</p>'
    "<p>备案序号：示ICP备00000000号-1</p></div>"
)


def portal(box: Callable[[], Box], charset: str = "utf-8") -> Route:
    """The pages of the portal. ``box`` gives the search box for every page anew."""
    bodies = {"/": ("", _home())}
    bodies |= {f"/{slug}/": (name, _listing(slug)) for slug, name in COLUMNS.items()}
    bodies |= {item.path: (item.title, _article(item)) for item in ITEMS}

    def respond(heard: Heard) -> Reply:
        if heard.path not in bodies:
            return NOT_FOUND
        title, body = bodies[heard.path]
        shown = box()
        return page(_whole(title, body, shown.markup, charset), 200, charset, *shown.headers)

    return respond


def _whole(title: str, body: str, box: str, charset: str) -> str:
    menu = "".join(f'<li><a href="/{slug}/">{name}</a></li>' for slug, name in COLUMNS.items())
    crumb = f'<div class="crumb">当前位置：<a href="/">首页</a> &gt; {title}</div>' if title else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{f"{title}_{NAME}" if title else NAME}</title></head>'
        f'<body><div class="header"><h1 class="logo">{NAME}</h1><div class="search">{box}</div></div>'
        f'<ul class="nav"><li><a href="/">首页</a></li>{menu}</ul>{crumb}<div class="main">{body}</div>{_FOOTER}</body></html>'
    )


def _rows(slug: str) -> str:
    return "".join(
        f'<li><a href="{item.path}" title="{item.title}">{item.title}</a><span>{item.day}</span></li>'
        for item in ITEMS
        if item.path.startswith(f"/{slug}/")
    )


def _home() -> str:
    return "".join(
        f'<div class="panel"><h2><a href="/{slug}/">{name}</a></h2><ul class="list">{_rows(slug)}</ul></div>'
        for slug, name in COLUMNS.items()
    )


def _listing(slug: str) -> str:
    return f'<h2>{COLUMNS[slug]}</h2><ul class="list">{_rows(slug)}</ul>'


def _article(item: Item) -> str:
    number = f'<p style="text-align:center">{item.number}</p>' if item.number else ""
    return (
        f'<div class="article"><h1>{item.title}</h1><p class="info">发布日期：{item.day}　信息来源：文岭县人民政府办公室</p>'
        f'<div class="TRS_Editor">{number}<p>{item.text}</p><p>{"特此发布，请遵照执行并认真抓好落实。" * 4}</p></div></div>'
    )
