"""Forms of a portal on loopback: what is asked of the addresses that they are sent to, what is never sent, what follows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from auditor import app
from auditor.model import Audit
from auditor.preparation import BrowserUse, Options
from tests.e2e.loopback import NOTHING, LoopbackSite, Reply, html

TODAY = date(2026, 6, 15)
#: Name of the page → (address of its form, how that answers HEAD and OPTIONS).
FORMS = {
    "县长信箱": ("/a/save.do", 404, 404),
    "在线咨询": ("/b/save.do", 200, 200),
    "投诉建议": ("/c/save.do", 405, 204),
    "建言献策": ("/d/save.do", 405, 405),
    "网上留言": ("/e/save.do?method=save", 200, 200),
    "咨询投诉": ("/f/save.do", 500, 500),
    "问政平台": ("/g/save.do", 404, 200),
    "民意征集": ("/delete/h.do", 404, 404),
    "意见征集": ("/i/save.do", 500, 200),
    "局长信箱": ("http://169.254.169.254/save", 404, 404),
}


def respond(method: str, path: str, form: bytes) -> Reply:
    for number, (action, head, options) in enumerate(FORMS.values()):
        if path == action.split("?")[0]:
            return html("", head if method == "HEAD" else options)
        if path == f"/hd{number}/":
            return html(_page(list(FORMS)[number], action))
    return html(_page("首页", "")) if path == "/" else NOTHING


def _page(name: str, action: str) -> str:
    menu = "".join(f'<li><a href="/hd{n}/">{each}</a></li>' for n, each in enumerate(FORMS))
    form = f"""<form action="{action}" method="post"><p>姓名：<input name="xm" value="secret">*</p>
    <p>内容：<textarea name="nr">secret</textarea></p><input type="submit" value="提交"></form>"""
    return f"""<html><head><title>{name}</title></head><body><div class="nav"><ul><li><a href="/">首页</a></li>{menu}</ul></div>
    <div class="dqwz">当前位置：<a href="/">首页</a> &gt; {name}</div><h2>{name}</h2><p>{"来信请写明事由，便于办理。" * 12}</p>
    {form if action else ""}<div class="foot">主办单位：某县人民政府办公室 网站标识码：9901200001</div></body></html>"""


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, list[tuple[str, str, bytes]]]:
    out: Path = tmp_path_factory.mktemp("forms")
    with LoopbackSite(respond) as site:
        options = Options(out=out, today=TODAY, browser=BrowserUse.NEVER)
        return app.run(site.url, options).audit, list(site.log)


def test_only_questions_without_contents(done: tuple[Audit, list[tuple[str, str, bytes]]]) -> None:
    _, log = done
    addresses = {action.split("?")[0] for action, _, _ in FORMS.values()}
    asked = [(method, path) for method, path, _ in log if path.split("?")[0] in addresses]
    assert {method for method, _ in asked} == {"HEAD", "OPTIONS"}
    assert [path for _, path in asked if "?" in path or "delete" in path] == []
    assert all(form == b"" for _, _, form in log)
    assert {method for method, path, _ in log} <= {"GET", "HEAD", "OPTIONS"}
    assert sorted(path for method, path in asked if method == "OPTIONS") == [
        "/a/save.do",
        "/c/save.do",
        "/d/save.do",
        "/f/save.do",
        "/g/save.do",
        "/i/save.do",
    ]


def test_what_follows(done: tuple[Audit, list[tuple[str, str, bytes]]]) -> None:
    audit, _ = done
    found = {
        f.subject_name: (f.outcome.value, f.params.get("state") or f.params.get("reason"))
        for f in audit.findings
        if f.rule == "dead-form-target"
    }
    assert found == {
        "县长信箱": ("warn", "dead"),  # other letter boxes answer
        "建言献策": ("cant-tell", "head-refused"),
        "咨询投诉": ("warn", "broken"),
        "问政平台": ("cant-tell", "asked-otherwise"),
        "民意征集": ("cant-tell", "not-asked"),
        "意见征集": ("cant-tell", "server-error"),
        "局长信箱": ("cant-tell", "external"),
    }


def test_every_question_is_told(done: tuple[Audit, list[tuple[str, str, bytes]]]) -> None:
    audit, log = done
    told = [(each.method, each.url) for each in audit.asked if each.purpose.value == "form-target"]
    sent = [method for method, path, _ in log if path.endswith("/save.do") and method != "GET"]
    assert sorted(method for method, _ in told) == sorted(sent)
