"""Text that was read as something else and written down again, and the text that only looks odd."""

from __future__ import annotations

import pytest

from auditor.garbled import is_damaged, is_garbled

_MENU = "".join(
    f"<li><a href='/{number}/'>{name}</a></li>"
    for number, name in enumerate(("政府信息公开", "政务动态", "互动交流", "办事服务", "公开年报"))
)
_PAGE = (
    "<html><head><meta name='SiteName' content='清禾县人民政府'><title>清禾县</title></head>"
    f"<body><ul>{_MENU}</ul><p>为保障公民的知情权，本机关公布政府信息公开指南。</p></body></html>"
)
_HALF = len(_PAGE) // 2
_GARBLED = {
    "utf-8-as-latin-1": _PAGE.encode().decode("latin-1").encode(),
    "utf-8-as-windows": _PAGE.encode().decode("cp1252", "replace").encode(),
    "utf-8-as-gbk": _PAGE.encode().decode("gb18030", "replace").encode(),
    "gbk-as-utf-8": _PAGE.encode("gbk").decode("utf-8", "replace").encode(),
    "half-gbk": _PAGE[:_HALF].encode() + _PAGE[_HALF:].encode("gbk"),
    "half-utf-8": _PAGE[:_HALF].encode("gbk") + _PAGE[_HALF:].encode(),
    "never-restored": _PAGE.replace("政府", "锟斤拷锟斤拷").encode(),
    "bytes-lost-all-over": _PAGE.encode().replace("政".encode(), b"\xff\xbf\xbf").replace(b"</p", b"\xff/p"),
    "nothing-left": "".join(char if char < "\x7f" else "??" for char in _PAGE).encode(),
}
_GENUINE = {
    "utf-8": _PAGE.encode(),
    "gbk": _PAGE.encode("gbk"),
    "utf-16": _PAGE.encode("utf-16"),
    "utf-16-bare": _PAGE.encode("utf-16-le"),
    "latin-1": "<p>Le préfet a été reçu à l’hôtel de ville, où l'on a fêté Noël.</p>".replace(
        "’", "'"
    ).encode("latin-1")
    * 9,
    "french": "<p>Le préfet a été reçu à l’hôtel de ville, où l’on a fêté Noël.</p>".encode() * 9,
    "rare-names": ("<p>" + "锛銆鐨涓、" * 9 + "</p>").encode(),
    "a-word-of-both": ("<p>联通公司" + "联通" * 40 + "</p>").encode("gbk"),
    "cut-strings": ("<li>清禾县人民政府办公室关于".encode("gbk") + b"\xd3</li>") * 40,
    "lost-in-one-place": _PAGE.encode().replace("知情".encode(), b"\xff\xfea\xff\xfeb\xff\xfec\xff"),
    "lost-long-ago": _PAGE.replace("政", "\ufffd").encode(),
    "lost-in-comments": _PAGE.encode()
    + b"<!-- a\xff b -->"
    + b"<script>// a\xff b c d e f g h i j</script>" * 9,
    "lost-seldom": _PAGE.encode().replace("知".encode(), b"\xff") + b"<p>a</p>" * 3_000,
    "cut-strings-of-two": ("<li title='清禾县人民政府办公室关于".encode() + b"\xff\xfe'>a</li>") * 40,
    "picture-of-words": b"<img src='/wh.jpg'>" * 20,
    "quoted": (_PAGE + "有网友问：ä¸\xad是什么意思？????").encode(),
}


@pytest.mark.parametrize("body", _GARBLED.values(), ids=_GARBLED)
def test_what_nobody_wrote_is_garbled(body: bytes) -> None:
    assert is_garbled(body)


@pytest.mark.parametrize("body", _GENUINE.values(), ids=_GENUINE)
def test_what_somebody_wrote_is_not(body: bytes) -> None:
    assert not is_garbled(body)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</ul>", "</u\ufffd>"),
        ("<li>", "<\ufffdi>"),
        ("name='SiteName'", "name='SiteN\ufffdme'"),
        ("content='", "content=\ufffd"),
        ("<li>", "<li class='ro\ufffd'>"),
        ("<li>", "<li styl\ufffd='display:none'>"),
        ("<li>", "<li><input name=\ufffdq' type='text'>"),
        ("</p>", "</p>" + "主办：清禾县人民政府办公室".encode().decode("latin-1")),
    ],
)
def test_lost_markup_is_damage(old: str, new: str) -> None:
    text = _PAGE.replace(old, new, 1)
    assert is_damaged(text, text.count("\ufffd"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("知情权", "知情\ufffd"),
        ("<li>", "<li title='清禾县20\ufffd'>"),
        ("<li>", "<li><input value='请输入\ufffd' onfocus='say(\"请\ufffd\")'>"),
        ("content='清禾县人民政府'", "content='清禾县人民政\ufffd'"),
        ("<title>清禾县", "<title>清禾\ufffd"),
        ("<title>", "<!-- \ufffd\ufffd --><script>// \ufffd\ufffd</script><title>"),
    ],
)
def test_a_cut_string_is_none(old: str, new: str) -> None:
    text = _PAGE.replace(old, new, 1)
    assert text != _PAGE
    assert not is_damaged(text, text.count("\ufffd"))
