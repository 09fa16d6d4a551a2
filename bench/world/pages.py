"""The pages of an invented county, in the markup of a widespread make (TRS): lists, articles, breadcrumbs.

A page is made when it is asked for; nothing is on disk.
"""

from __future__ import annotations

from bench.world.counties import ColumnPlan, County, Row, plan

_HEAD = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8">
<title>{title}</title>
<meta name="SiteName" content="{site}">
<meta name="SiteDomain" content="{host}">
<meta name="SiteIDCode" content="{id}">
{meta}</head>
<body>
<div class="head"><div class="w"><div class="sitename">{site}</div></div></div>
<div class="nav"><div class="w"><ul>
<li><a href="/">首页</a></li>
{menu}</ul></div></div>
"""
_FOOT = """<div class="foot"><div class="w">
<p>主办单位：{county}人民政府办公室&nbsp;&nbsp;承办单位：{county}大数据中心&nbsp;&nbsp;地址：{county}城关镇人民路1号&nbsp;&nbsp;\
联系电话：0999-6188000{id}&nbsp;&nbsp;京ICP备99{code}号-1&nbsp;&nbsp;京公网安备 {code}02000001号</p>
<p class="fimg"><script id="_jiucuo_" sitecode="{code}0001" src="http://zfwzgl.www.gov.cn/exposure/jiucuo.js"></script></p>
</div></div>
</body></html>
"""
ROBOTS = "User-agent: *\nDisallow: /admin/\n"
_DEAD = "zwgk/tzgg"


def page(county: County, path: str) -> str | None:
    """The page at ``path`` (without query) of a county; None when there is none."""
    name = path.strip("/").removesuffix("index.html").rstrip("/")
    if name == "robots.txt":
        return ROBOTS
    if not name:
        return _home(county)
    for column in county.columns:
        if name == column.path:
            return _column(county, column)
        for row in column.rows:
            if name == address(column, row).strip("/"):
                return None if is_dead(county, column, row) else _article(county, column, row)
    return None


def address(column: ColumnPlan, row: Row) -> str:
    return f"/{column.path}/{row.day:%Y%m}/t{row.day:%Y%m%d}_{row.number}.html"


def is_dead(county: County, column: ColumnPlan, row: Row) -> bool:
    """True for the one item whose link leads nowhere."""
    return "dead-link" in county.faults and column.path == _DEAD and row == column.rows[-1]


def _home(county: County) -> str:
    blocks = "".join(
        f'<div class="block"><h2><a href="/{column.path}/">{column.name}</a></h2><ul>\n{_list(column, 3)}</ul></div>\n'
        for column in county.columns
        if column.kind == "list" and column.rows
    )
    meta = '<meta name="ColumnName" content="首页">\n<meta name="ColumnType" content="首页">\n'
    return _whole(county, county.title, meta, f'<div class="w main home">\n{blocks}</div>\n', deep=True)


def _column(county: County, column: ColumnPlan) -> str:
    meta = f'<meta name="ColumnName" content="{column.name}">\n<meta name="ColumnType" content="{column.name}">\n'
    if column.kind == "channel":
        inner = "".join(
            f'<div class="block"><h3><a href="/{each.path}/">{each.name}</a></h3></div>\n'
            for each in _children(county, column)
        )
        right = f'<div class="channel"><h1><span>{column.name}</span></h1>\n{inner}</div>'
    elif column.kind == "text":
        text = "".join(f"<p>{paragraph}</p>\n" for paragraph in column.text)
        right = (
            f'<div class="article"><h1>{column.name}</h1><div class="view TRS_Editor">\n{text}</div></div>'
        )
    else:
        rows = f"<ul>\n{_list(column, len(column.rows))}</ul>" if column.rows else "<ul></ul><p>暂无信息</p>"
        right = (
            f'<div class="NewsList"><h1><span>{column.name}</span></h1>\n{rows}</div>\n'
            '<div class="page"><script>createPageHTML(1, 0, "index", "html")</script></div>'
        )
    body = f'<div class="w main">\n{_crumb(county, column)}{_side(county, column)}<div class="right">{right}</div>\n</div>\n'
    return _whole(county, f"{column.name}_{county.title}", meta, body)


def _article(county: County, column: ColumnPlan, row: Row) -> str:
    source = f"{county.name}人民政府办公室"
    meta = (
        f'<meta name="ArticleTitle" content="{row.title}">\n<meta name="PubDate" content="{row.day} 09:30">\n'
        f'<meta name="ContentSource" content="{source}">\n<meta name="ColumnName" content="{column.name}">\n'
    )
    text = "".join(
        f"<p>{paragraph}</p>\n" for paragraph in (f"{row.title}（{column.name}）。", *plan()["body"])
    )
    body = (
        f'<div class="w main">\n{_crumb(county, column)}<div class="article"><h1>{row.title}</h1>\n'
        f'<div class="toolbar">信息来源：{source}&emsp;|&emsp;发布时间：{row.day} 09:30</div>\n'
        f'<div class="view TRS_Editor trs_paper_default">\n{text}<p style="text-align:right">{source}</p>\n'
        f'<p style="text-align:right">{row.day.year}年{row.day.month}月{row.day.day}日</p></div></div>\n</div>\n'
    )
    return _whole(county, row.title, meta, body)


def _list(column: ColumnPlan, most: int) -> str:
    return "".join(
        f'<li><a href="{address(column, row)}" title="{row.title}" target="_blank">{row.title}</a>'
        f"<span>{row.day}</span></li>\n"
        for row in column.rows[:most]
    )


def _crumb(county: County, column: ColumnPlan) -> str:
    above = [each for each in county.columns if column.path.startswith(f"{each.path}/")]
    links = "".join(
        f'&nbsp;&raquo;&nbsp;<a href="/{each.path}/" title="{each.name}" class="CurrChnlCls">{each.name}</a>'
        for each in (*above, column)
    )
    return f'<div class="dqwz">您当前所在位置：<a href="/" title="首页" class="CurrChnlCls">首页</a>{links}</div>\n'


def _side(county: County, column: ColumnPlan) -> str:
    top = next(each for each in county.columns if each.path == column.path.split("/")[0])
    links = "".join(
        f'<li class="li_nav"><a href="/{each.path}/">{each.name}</a></li>\n'
        for each in _children(county, top)
    )
    return f'<div class="left"><h2>{top.name}</h2><div class="Left_Nav"><ul>\n{links}</ul></div></div>\n'


def _children(county: County, column: ColumnPlan) -> list[ColumnPlan]:
    return [each for each in county.columns if each.path.startswith(f"{column.path}/")]


def _menu(county: County, deep: bool) -> str:
    lines = []
    for channel in (each for each in county.columns if each.kind == "channel"):
        below = "".join(
            f'<li><a href="/{each.path}/">{each.name}</a></li>' for each in _children(county, channel)
        )
        sub = f'\n<ul class="sub">{below}</ul>' if deep else ""
        lines.append(f'<li><a href="/{channel.path}/">{channel.name}</a>{sub}</li>\n')
    return "".join(lines)


def _whole(county: County, title: str, meta: str, body: str, deep: bool = False) -> str:
    shown = "" if "no-site-id" in county.faults else f"{county.code}0001"
    head = _HEAD.format(
        title=title, site=county.title, host=county.host, id=shown, meta=meta, menu=_menu(county, deep)
    )
    mark = f"&nbsp;&nbsp;网站标识码：{shown}" if shown else ""
    return head + body + _FOOT.format(county=county.name, code=county.code, id=mark)
