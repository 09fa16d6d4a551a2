"""``scrapy newportal`` and ``auditor new-portal`` write one and the same portal file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.crawl.portals import find_portal, load_portal
from auditor.errors import AuditorError
from auditor.model import Level
from auditor.new_portal import write
from tests.e2e.loopback import LoopbackSite, Reply, html
from tests.harness import PATIENCE, ROOT, Auditor, files_below

HOME = (
    "<html><head><title>首页-{name}</title><meta name='SiteName' content='{name}'></head><body>"
    "<div class='nav'><ul><li><a href='/'>首页</a></li><li><a href='/zwgk/'>政务公开</a></li>"
    "<li><a href='http://zwfw.other.gov.cn/'>政务服务</a></li></ul></div>"
    "<div class='footer'>网站标识码：3301270001</div></body></html>"
)


def scrapy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", "newportal", *arguments],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=PATIENCE,
    )  # fmt: skip


def portal(name: str = "云溪县人民政府") -> LoopbackSite:
    def respond(method: str, target: str, form: bytes) -> Reply:
        return html(HOME.format(name=name)) if target == "/" else html("", 404)

    return LoopbackSite(respond)


def test_it_writes_a_file_that_the_auditor_reads(tmp_path: Path, auditor: Auditor) -> None:
    with portal() as site:
        done = scrapy(site.url, "330127", "-a", f"folder={tmp_path}")
        again = auditor("new-portal", site.url, "330127", "--folder", tmp_path / "other")
    assert done.returncode == again.returncode == 0, done.stderr + again.stderr
    file = tmp_path / "zhejiang" / "330127.yml"
    found = find_portal("330127", tmp_path)
    assert (found.path, found.portal.name, found.portal.url) == (file, "云溪县人民政府", site.url)
    assert found.portal.level is Level.COUNTY
    assert file.read_bytes() == (tmp_path / "other" / "zhejiang" / "330127.yml").read_bytes()
    assert done.stdout.startswith(f"已写入　{file}")
    assert "zwfw.other.gov.cn" in done.stdout
    assert "3301270001" in done.stdout
    assert "不一致" not in done.stdout
    assert not done.stderr


def test_what_the_user_says_outranks_the_page(tmp_path: Path) -> None:
    with portal("青塘镇人民政府") as site:
        done = scrapy(
            site.url, "qingtang", "--province", "hunan", "-a", f"folder={tmp_path}", "-a", "name=青塘"
        )
        said = write(site.url, "990199", folder=str(tmp_path))
    assert done.returncode == 0, done.stderr
    made = load_portal(tmp_path / "hunan" / "qingtang.yml").portal
    assert (made.name, made.level) == ("青塘", Level.COUNTY)
    assert load_portal(tmp_path / "demo" / "990199.yml").portal.level is Level.TOWNSHIP
    assert "代码 990199 与标识码中的行政区划 330127 不一致" in said


def test_without_a_known_code_it_goes_to_other(tmp_path: Path) -> None:
    write("qinghe", "abc", folder=str(tmp_path))
    assert files_below(tmp_path) == {"demo/abc.yml"}, "told from the 标识码 9901010001"
    with LoopbackSite(lambda *_: html("<title>云溪</title><p>云溪县欢迎您</p>")) as site:
        write(site.url, "xyz", folder=str(tmp_path))
    assert files_below(tmp_path) == {"demo/abc.yml", "other/xyz.yml"}


@pytest.mark.parametrize(
    "name", ["yes", "0123", "云溪: [县]", "&anchor *alias", "“云溪”#县\u202e\x07", "- 云溪"]
)
def test_whatever_a_portal_calls_itself_is_a_name(name: str, tmp_path: Path) -> None:
    with portal(name) as site:
        write(site.url, "990199", folder=str(tmp_path))
    found = find_portal("990199", tmp_path).portal
    assert found.name.strip("\ufffd")[:2] in name


def test_a_portal_that_has_a_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "hunan" / "330127.yml"
    file.parent.mkdir()
    file.write_text("mine", "utf-8")
    done = scrapy("http://127.0.0.1:9/", "330127", "-a", f"folder={tmp_path}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"错误：{file} 已存在")
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        ([], ["网址", "代码"], 2),
        (["http://127.0.0.1:9/", "330127"], ["首页", "请核对"], 3),
        (["http://127.0.0.1:9/", "33/0127"], ["33/0127"], 2),
        (["http://127.0.0.1:9/", "330127", "-a", "colour=red"], ["colour"], 2),
        (["http://127.0.0.1:9/", "330127", "-a", "colour"], ["-a"], 2),
    ],
    ids=["nothing", "unreachable", "bad-code", "unknown-option", "no-value"],
)
def test_bad_words_are_one_clear_error(
    arguments: list[str], words: list[str], code: int, tmp_path: Path
) -> None:
    done = scrapy(*arguments, "-a", f"folder={tmp_path}")
    assert done.returncode == code
    [line] = [line for line in done.stderr.splitlines() if line.strip()]
    assert line.startswith("错误：")
    assert all(word in line for word in words)
    assert not files_below(tmp_path)


@pytest.mark.parametrize(
    "options", [{"province": "../x"}, {"level": "hamlet"}], ids=["province-as-path", "no-such-level"]
)
def test_bad_options_are_refused_before_anything_is_asked(options: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match=next(iter(options.values())).replace(".", r"\.")):
        write("http://127.0.0.1:9/", "330127", folder=str(tmp_path), **options)
