"""What a settled page keeps of its elements is what it would find each time."""

from __future__ import annotations

import re

import pytest

from auditor.extract import dom
from auditor.extract.elements import writable

_PAGE = (
    "<html><body><div class='a'>一<p>二<b>三</b> 四</p>五<select><option>六</option></select>七"
    "<script>var x='八'</script>九<ul style='display:none'><li>十</li></ul><textarea>百</textarea>"
    "<template><p>千</p></template>万<!-- 注 -->亿</div><br>尾</body></html>"
)


def test_text_is_the_same_settled_or_not() -> None:
    plain, settled = dom.parse(_PAGE, "http://qinghe.test/"), dom.parse(_PAGE, "http://qinghe.test/")
    settled.settle()
    for one, other in zip(plain.body.iter("*"), settled.body.iter("*"), strict=True):
        for _ in range(2):
            assert dom.text_of(one) == dom.text_of(other), one.tag
            assert dom.text_of(one, hidden=False) == dom.text_of(other, hidden=False), one.tag
            assert dom.is_visible(one) == dom.is_visible(other), one.tag


def test_a_loosened_page_is_read_anew() -> None:
    page = dom.parse("<body><div><p>旧</p></div></body>", "http://qinghe.test/")
    page.settle()
    box = page.body[0]
    assert dom.text_of(box) == "旧"
    page.loosen()
    box[0].text = "新"
    assert dom.text_of(box) == "新"
    page.settle()
    assert dom.text_of(box) == "新"


def test_who_say_finds_the_elements_whose_own_text_it_is() -> None:
    page = dom.parse(
        "<body><div>位置<p>无<b>位</b>尾位</p></div><script>位</script></body>", "http://qinghe.test/"
    )
    assert [each.tag for each in page.who_say(re.compile("位"))] == ["div", "p", "b", "script"]


@pytest.mark.parametrize("end", ["</body></html>", "</HTML >", "</html></body>"])
def test_what_stands_behind_the_end_is_read(end: str) -> None:
    page = dom.parse(f"<html><body><p>前</p>{end}<ul><li>后</li></ul>", "http://qinghe.test/")
    assert page.text == "前 后"


def test_control_characters_of_a_script_do_not_lose_the_page() -> None:
    page = dom.parse(
        "<body><div onclick=\"location.href='/a\x01b'\">栏目</div></body>", "http://qinghe.test/"
    )
    assert page.text == "栏目"
    assert writable("a\x01b\ud800c") == "abc"


def test_a_tag_of_very_many_attributes_keeps_the_first() -> None:
    many = " ".join(f"a{number}='{number}'" for number in range(20_000))
    page = dom.parse(f"<body><p {many}>甲</p><p>乙</p></body>", "http://qinghe.test/")
    assert page.text == "甲 乙"
    assert page.body[0].get("a0") == "0"
    assert len(page.body[0].attrib) == 200
