"""``auditor verify`` on the demo county: some faults mended, one column out of order, the rest as it was."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from loopback import LoopbackSite, html

from auditor import app, codec, outputs
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError, ExitCode
from auditor.model import Origin, Outcome, Purpose
from auditor.model.verification import Mending, Verification
from auditor.preparation import BrowserUse, Options
from auditor.verify import Verified, VerifyOptions, exit_code, verify, verify_schema
from tests.harness import FIXTURES, Run, call_auditor

STALE, LINK, GUIDE = "bf4cab53ccd1e300", "453a4354be8fa657", "8e4eff5feb4a789c"
ASLEEP, OUT_OF_ORDER, FIELD = "53c3da4956cd8e86", "755f8a51badf51fa", "b0543137d5e300f9"
QUIET: dict[str, Any] = {"browser": BrowserUse.NEVER, "probes": False}


def replaced(page: Path, old: str, new: str) -> None:
    text = page.read_text("utf-8")
    assert old in text, page
    page.write_text(text.replace(old, new), "utf-8")


def mended(folder: Path) -> Path:
    """The demo county a while later: a list goes on, a dead link leads somewhere, a guide is whole. One column answers 503."""
    case = Path(shutil.copytree(FIXTURES / "html" / "qinghe", folder / "case"))
    pages = case / "pages"
    replaced(pages / "xwzx/xzdt/index.html", "2026-05-20", "2026-06-12")
    article = next((pages / "zwgk/zdjsxm").glob("20*/t*.html"))
    target = pages / "zwgk/zdjsxm/202604/t20260430_4419902.html"
    target.parent.mkdir(exist_ok=True)
    shutil.copyfile(article, target)
    guide = pages / "bsfw/202510/t20251020_4416560.html"
    whole = "设定依据：《个体工商户条例》。办理流程：申请、受理、审核、发照。办理地点："
    replaced(guide, "办理地点：", whole)
    site = json.loads((case / "site.json").read_text("utf-8"))
    site["answers"] = [{"path": "/zwgk/tjsj/", "status": 503}]
    (case / "site.json").write_text(json.dumps(site), "utf-8")
    return case


@pytest.fixture(scope="module")
def first(demo: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run folder of the demo in an output folder of its own."""
    out = tmp_path_factory.mktemp("verify")
    return Path(shutil.copytree(demo.folder, out / "990101" / demo.folder.name))


@pytest.fixture(scope="module")
def done(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Verified:
    target = str(mended(tmp_path_factory.mktemp("mended")))
    only = (STALE, LINK, GUIDE, ASLEEP, OUT_OF_ORDER, FIELD)
    return verify(first, VerifyOptions(only=only, target=target, **QUIET))


def told(document: Verification) -> dict[str, tuple[Mending, str]]:
    return {each.fingerprint: (each.mending, each.reason) for each in document.findings}


def test_exactly_what_was_mended_is_told_so(done: Verified) -> None:
    assert told(done.verification) == {
        STALE: (Mending.MENDED, ""),
        LINK: (Mending.MENDED, ""),
        GUIDE: (Mending.MENDED, ""),
        ASLEEP: (Mending.UNMENDED, ""),
        OUT_OF_ORDER: (Mending.UNCHECKED, "server-error"),
        # One page of the navigation could not be read: the field may stand there.
        FIELD: (Mending.UNCHECKED, "server-error"),
    }
    assert exit_code(done.verification) is ExitCode.FINDINGS


def test_pages_of_the_findings_are_asked_again_and_others_are_not(done: Verified) -> None:
    with SnapshotReader(done.file.parent / outputs.SNAPSHOT) as reader:
        fetches = reader.fetches()
    guide = [fetch.origin for fetch in fetches if fetch.url.endswith("t20251020_4416560.html")]
    assert guide == [Origin.FETCHED]
    carried = [fetch for fetch in fetches if fetch.origin is Origin.CARRIED]
    assert carried
    assert {fetch.purpose for fetch in carried} <= {Purpose.ARTICLE, Purpose.ATTACHMENT, Purpose.DOCUMENT}
    assert not [fetch for fetch in carried if "/zwgk/zcjd/" in fetch.url]


def test_the_new_run_is_an_ordinary_one(done: Verified, first: Path) -> None:
    folder = done.file.parent
    assert folder.parent == first.parent
    assert (folder / outputs.AUDIT).is_file()
    assert done.report.is_file()
    assert done.verification.run == folder.name


def test_the_file_is_as_its_schema_says(done: Verified) -> None:
    data = done.file.read_bytes()
    schema = verify_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(json.loads(data))
    assert codec.decode(data, Verification) == done.verification
    assert codec.encode_pretty(done.verification) == data


@pytest.fixture
def refused(first: Path) -> Callable[..., str]:
    """The error of a call that must fail before the first request and leave nothing behind."""

    def call(*arguments: str | Path) -> str:
        before = sorted(first.parent.iterdir())
        process = call_auditor("verify", *arguments)
        assert (process.returncode, process.stdout) == (ExitCode.USAGE, ""), process.stderr
        assert sorted(first.parent.iterdir()) == before
        return process.stderr

    return call


def test_what_is_wrong_is_told_before_the_first_request(
    first: Path, refused: Callable[..., str], tmp_path: Path
) -> None:
    assert "没有编号为“0000”" in refused(first, "--only", "0000")
    assert "县教育局" in refused(first, "--unit", "县教育局")
    assert "990120" in refused(first, "--target", "wenhe")
    assert "早于原检查日期" in refused(first, "--today", "2026-06-01")
    assert "没有找到检查结果" in refused(tmp_path)


def test_the_audit_alone_does_not_tell_of_accounts(tmp_path: Path, demo: Run) -> None:
    folder = tmp_path / "990101" / "newmedia" / "20260615T000000Z"
    folder.mkdir(parents=True)
    shutil.copyfile(demo.folder / outputs.AUDIT, folder / outputs.AUDIT)
    with pytest.raises(AuditorError, match="auditor newmedia"):
        verify(folder, VerifyOptions())


def test_a_portal_that_a_register_names_is_looked_at_under_that_name(tmp_path: Path) -> None:
    """An address has a code of its own, made of its host; a night keeps the run under the code of its register."""
    page = html("<html><head><title>甲县人民政府</title></head><body><a href='/xw/'>要闻</a></body></html>")
    with LoopbackSite(lambda method, path, form: page) as site:
        options = Options(
            tmp_path, known_as=("330101", "甲县人民政府"), browser=BrowserUse.NEVER, probes=False
        )
        result = app.run(site.url, options)
        fault = next(each for each in result.audit.findings if each.outcome is Outcome.FAIL)
        again = verify(result.folder, VerifyOptions(only=(fault.fingerprint,), **QUIET))
    assert again.verification.portal.code == "330101"
    assert again.file.parent.parent == tmp_path / "330101"
    assert again.verification.findings[0].mending is Mending.UNMENDED
