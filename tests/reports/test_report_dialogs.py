"""The section on channels: what it counts, what it says, and that crawled text stays text."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sample

from auditor.model import (
    Failure,
    FormField,
    FormPurpose,
    FormTarget,
    InteractionForm,
    LetterStatistics,
    Personal,
    Survey,
    SurveyState,
)
from reports.dialogs import SHOWN, dialogs_of
from reports.html import render_html

BASE = sample.BASE
LETTER = InteractionForm(
    f"{BASE}/xx/",
    "县长信箱" + sample.SCRIPT,
    FormPurpose.LETTER,
    f"{BASE}/save.do?method=save",
    "POST",
    (
        FormField("xm", "姓名", "text", True, Personal.NAME),
        FormField("sfz", "身份证号码", "text", False, Personal.ID_NUMBER),
        FormField("nr", sample.BIDI, "textarea", True),
    ),
    captcha=True,
    login="请先登录",
)
SCRIPTED = InteractionForm(
    f"{BASE}/dc/", "调查", FormPurpose.SURVEY, "", "", (FormField("q", "满意吗", "radio"),)
)
LOGIN = InteractionForm(f"{BASE}/in/", "登录", FormPurpose.LOGIN, sample.JAVASCRIPT, "GET")
AUDIT = replace(
    sample.audit(),
    dialogs=(LOGIN, SCRIPTED, LETTER),
    targets=(
        FormTarget(f"{BASE}/save.do", f"{BASE}/xx/", "HEAD", 405, Failure.CLIENT_ERROR),
        FormTarget(f"{BASE}/save.do", f"{BASE}/xx/", "OPTIONS", None, Failure.TIMEOUT),
    ),
    surveys=(
        Survey(f"{BASE}/1", "停车调查", SurveyState.CLOSED, "2021-01-01", "2021-01-09", f"{BASE}/r"),
        Survey(f"{BASE}/2", sample.MARKUP, SurveyState.OPEN, closes="2021-02-09"),
    ),
    letters=(
        LetterStatistics(
            "m", "县长信箱", f"{BASE}/xx/", 8, 6, 1, 5, 2.5, 12, (("满意", 3), (sample.ESCAPE, 1))
        ),
    ),
)


def test_values() -> None:
    shown = dialogs_of(AUDIT)
    letter, survey, login = shown.channels
    assert (letter.required, letter.personal, letter.login) == (
        2,
        (("name", True), ("id-number", False)),
        "other",
    )
    assert letter.answers == (("HEAD", "405"), ("OPTIONS", "未得到应答：访问超时"))
    assert (survey.answers, login.login) == ((), "none")
    assert shown.counts == (("letter", 1), ("survey", 1), ("login", 1))
    assert [(row.share, row.satisfaction[:5]) for row in shown.letters] == [(75, "满意 3 ")]
    assert [row.period for row in shown.surveys] == ["2021-02-09 截止", "2021-01-01 至 2021-01-09"]


def test_nothing_to_show() -> None:
    assert not dialogs_of(sample.audit())


def test_no_more_than_so_many_rows() -> None:
    many = replace(AUDIT, dialogs=tuple(replace(SCRIPTED, url=f"{BASE}/{n}") for n in range(SHOWN + 3)))
    assert (len(dialogs_of(many).channels), dialogs_of(many).more) == (SHOWN, (3, 0))


@pytest.mark.parametrize(
    "words",
    [
        "3 项，必填 2 项",
        "姓名（必填）、证件号码",
        "由脚本提交",
        "HEAD 405；OPTIONS 未得到应答：访问超时",
        "6 件（75%）",
        "中位数 2.5，最长 12",
        "2021-01-01 至 2021-01-09",
    ],
)
def test_what_the_report_says(words: str) -> None:
    html = render_html(AUDIT)
    section = html[html.index('id="dialogs"') : html.index("</section>", html.index('id="dialogs"'))]
    assert words in section


def test_crawled_text_stays_text() -> None:
    html = render_html(AUDIT)
    assert sample.SCRIPT not in html
    assert 'href="javascript' not in html
    assert "\u202e" not in html
