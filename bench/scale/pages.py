"""The pages of a portal with any number of columns, made up while they are asked for."""

from __future__ import annotations

ARTICLES = 20  # per column: what the audit opens at most
CHANNEL = 10  # columns in one channel
MENU = 5  # channels that every page names; the home page names all
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FOOT = '<div class="foot">主办单位：清禾县人民政府办公室 网站标识码：9901010001 <a href="/wzdt/">网站地图</a></div>'
_HEAD = (
    "<html><head><meta charset='utf-8'><title>{title}-大县</title></head><body><div class='nav'>{menu}</div>"
)


def name(number: int) -> str:
    """The folder of a channel or a column: letters, as real portals name them. Hundreds of numbered addresses that show
    nothing new would rightly be taken for a trap."""
    first, last = divmod(number, len(_LETTERS))
    return (name(first - 1) if first else "") + _LETTERS[last]


def page(path: str, columns: int) -> str | None:
    """The page at ``path`` of a portal with so many columns; None when there is none."""
    parts = [part for part in path.split("/") if part]
    channels = range((columns + CHANNEL - 1) // CHANNEL)
    named = channels[: MENU if parts else None]
    menu = "".join(f'<a href="/{name(number)}/">频道{number}</a>' for number in named)
    head = _HEAD.format(title="首页", menu=menu)
    if not parts:
        return f"{head}<p>欢迎</p>{_FOOT}</body></html>"
    if parts == ["wzdt"]:
        return f"{head}<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; 网站地图</div>{_FOOT}</body></html>"
    channel = _number(parts[0])
    if channel not in channels:
        return None
    crumb = f"<div class='crumb'>当前位置：<a href='/'>首页</a> &gt; <a href='/{name(channel)}/'>频道{channel}</a>"
    first = channel * CHANNEL
    if len(parts) == 1:
        links = "".join(
            f'<li><a href="/{name(channel)}/{name(number)}/">第{number}号公开栏目</a></li>'
            for number in range(first, min(first + CHANNEL, columns))
        )
        return f"{head}{crumb}</div><div class='left_nav'><ul>{links}</ul></div>{_FOOT}</body></html>"
    number = _number(parts[1])
    crumb += f" &gt; <a href='/{name(channel)}/{name(number)}/'>第{number}号公开栏目</a></div>"
    if len(parts) == 2:
        return head + crumb + _rows(number) + _FOOT + "</body></html>"
    text = "关于开展相关工作的情况说明。" * 60
    return (
        f"{head}{crumb}<h1>第{number}号栏目的文件</h1><p>发布日期：2026-05-01 来源：县政府办</p>"
        f"<div class='TRS_Editor'><p>{text}</p></div>{_FOOT}</body></html>"
    )


def _number(folder: str) -> int:
    """The number behind the name of a folder; -1 when it is none."""
    number = 0
    for letter in folder:
        if letter not in _LETTERS:
            return -1
        number = number * len(_LETTERS) + _LETTERS.index(letter) + 1
    return number - 1


def _rows(number: int) -> str:
    rows = "".join(
        f"<li><a href='./t202605{row % 28 + 1:02d}_{number * 100 + row}.html'>清禾县第{number}号栏目第{row}份文件的公告</a>"
        f"<span>2026-05-{28 - row % 28:02d}</span></li>"
        for row in range(ARTICLES)
    )
    return (
        f"<div class='NewsList'><ul>{rows}</ul><script>createPageHTML(1, 0, 'index', 'html')</script></div>"
    )
