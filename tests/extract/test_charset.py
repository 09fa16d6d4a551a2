"""Header, meta, byte order mark and bytes may disagree; the bytes decide."""

import pytest

from auditor.extract.charset import decode

TEXT = "<html><head>{meta}<title>清禾县人民政府</title></head><body>政务公开</body></html>"


@pytest.mark.parametrize(
    ("meta", "encoding", "content_type", "charset"),
    [
        ('<meta charset="utf-8">', "utf-8", "text/html", "utf-8"),
        ('<meta charset="gb2312">', "gb18030", "text/html", "gb18030"),
        ('<meta charset="utf-8">', "gb18030", "text/html; charset=utf-8", "gb18030"),  # both lie
        ('<meta charset="gb2312">', "utf-8", "text/html; charset=GBK", "utf-8"),  # both lie the other way
        ("", "gb18030", "text/html", "gb18030"),
        ("", "utf-16-le", "text/html", "utf-16-le"),
    ],
)
def test_the_bytes_decide(meta: str, encoding: str, content_type: str, charset: str) -> None:
    bom = b"\xff\xfe" if encoding == "utf-16-le" else b""
    decoded = decode(bom + TEXT.format(meta=meta).encode(encoding), content_type)
    assert decoded.charset == charset
    assert decoded.broken == 0
    assert "清禾县人民政府" in decoded.text


def test_gb18030_beyond_gbk() -> None:
    assert "䶮" in decode('<meta charset="gb2312"><p>䶮</p>'.encode("gb18030")).text


def test_a_few_broken_bytes_lose_no_page() -> None:
    body = "<p>政务公开，信息公开，依申请公开</p>".encode() + b"\xff\xfe\x80" + "<p>年报</p>".encode()
    decoded = decode(body)
    assert "依申请公开" in decoded.text
    assert "年报" in decoded.text
    assert decoded.broken > 0


def test_an_unknown_charset_name_is_ignored() -> None:
    assert "政务" in decode('<meta charset="x-no-such"><p>政务</p>'.encode()).text
