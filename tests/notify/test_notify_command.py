"""The whole command against real servers: once only, only news, deferred, one failure stops no other, nothing given away."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from notify_sample import NINE, SECRETS, FakeClock, audit, earlier_audit, faults, write_run
from notify_servers import MailServer, RobotServer, mail_server, robot_server

from auditor.commands.notify import notify
from auditor.errors import AuditorError
from auditor.model import Audit
from auditor.model.judgement import AuditedWaiver, WaiverState
from auditor.notify import outbox
from auditor.notify.outbox import NOTIFIED

FILE = """
channels:
  - {name: 邮箱, kind: smtp, host: 127.0.0.1, port: MAILPORT, plain: true, sender: jiancha@example.gov.cn, attach_report: true}
  - {name: 钉钉群, kind: dingtalk, url_env: DING_URL, secret_env: DING_SECRET, plain: true, allow_host: "DINGHOST"}
  - {name: 飞书群, kind: feishu, url_env: FEISHU_URL, secret_env: FEISHU_SECRET, plain: true, allow_host: "FEISHUHOST"}
  - {name: 微信群, kind: wecom, url_env: WECOM_URL, plain: true, allow_host: "WECOMHOST"}
recipients:
  - {name: 领导, channel: 邮箱, to: [a@example.gov.cn, b@example.gov.cn], severities: [critical, major]}
  - {name: 工作群, channel: 钉钉群}
  - {name: 专班, channel: 飞书群}
  - {name: 各单位, channel: 微信群, units: ["*"]}
  - {name: 别县, channel: 微信群, portals: ["330102"]}
report_link: https://baogao.example.gov.cn/{portal}/{run}/report.html
deadline_workdays: 10
"""
QUIET = 'quiet_hours: {from: "18:00", to: "08:30"}\n'
FIRST, SECOND, THIRD = "20260608T000000Z", "20260615T000000Z", "20260616T000000Z"
ALL = 5  # messages for the news of the sample: two mails, 钉钉, 飞书, and one unit in 企业微信


@dataclass
class World:
    """Servers, a file that leads to them, the environment, a clock that stands still."""

    folder: Path
    mail: MailServer
    ding: RobotServer
    lark: RobotServer
    wecom: RobotServer
    clock: FakeClock
    environment: dict[str, str]
    config: Path

    def run(self, run: Path, dry_run: bool = False, since: Path | None = None) -> int:
        arguments = argparse.Namespace(
            run=str(run), since=str(since) if since else None, to=str(self.config), dry_run=dry_run
        )
        return notify(arguments, self.clock, self.environment)

    @property
    def sent(self) -> tuple[int, int, int, int]:
        return (
            len(self.mail.mails), len(self.ding.bodies), len(self.lark.bodies), len(self.wecom.bodies),
        )  # fmt: skip

    def write(self, more: str = "") -> None:
        text = FILE.replace("MAILPORT", str(self.mail.port)) + more
        for name, server in (("DINGHOST", self.ding), ("FEISHUHOST", self.lark), ("WECOMHOST", self.wecom)):
            text = text.replace(name, server.host)
        self.config.write_text(text, "utf-8")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        ding, lark, wecom = (stack.enter_context(robot_server()) for _ in range(3))
        hosts = {"DING_URL": ding.host, "FEISHU_URL": lark.host, "WECOM_URL": wecom.host}
        environment = SECRETS | {
            name: SECRETS[name].replace("https://127.0.0.1", f"http://{host}") for name, host in hosts.items()
        }
        made = World(
            tmp_path, stack.enter_context(mail_server()), ding, lark, wecom, FakeClock(), environment,
            tmp_path / "notify.yml",
        )  # fmt: skip
        made.write()
        yield made


@pytest.fixture
def runs(tmp_path: Path) -> tuple[Path, Path]:
    """Two runs; in the second the first faults of the demo county are new."""
    out = tmp_path / "out"
    return write_run(out, FIRST, earlier_audit()), write_run(out, SECOND, audit())


def entries(run: Path) -> list[dict[str, object]]:
    return list(json.loads((run / NOTIFIED).read_bytes())["entries"])


def states(run: Path) -> list[str]:
    return [str(entry["state"]) for entry in entries(run)]


def test_news_go_everywhere_once(
    world: World, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert world.run(runs[1]) == 0
    assert world.sent == (2, 1, 1, 1)
    assert world.mail.reached == [
        ("jiancha@example.gov.cn", "a@example.gov.cn"),
        ("jiancha@example.gov.cn", "b@example.gov.cn"),
    ]
    assert "新增 3 项" in world.mail.mails[0]["Subject"]
    assert [part.get_filename() for part in world.mail.mails[0].iter_attachments()] == ["report.html"]
    text = world.ding.bodies[0]["markdown"]["text"]
    assert f"/990101/{SECOND}/report.html)" in text
    assert "整改期限：2026-06-30" in text
    assert "清禾县人民政府 · 网站主办单位" in world.wecom.bodies[0]["markdown"]["content"]
    assert "已发送 5 条" in capsys.readouterr().out
    assert states(runs[1]) == ["sent"] * ALL
    assert all(entry["digest"] is None for entry in entries(runs[1]))

    assert world.run(runs[1]) == 0
    assert world.sent == (2, 1, 1, 1)
    assert "此前已发送 5 条，不再重发" in capsys.readouterr().out


def test_without_news_nothing_is_sent(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_run(tmp_path / "out", FIRST, replace(audit(), today="2026-06-08"))
    run = write_run(tmp_path / "out", SECOND, audit())
    assert world.run(run) == 0
    assert world.sent == (0, 0, 0, 0)
    assert not (run / NOTIFIED).exists()
    assert "没有新增或已整改的问题，不发送消息" in capsys.readouterr().out


def test_the_first_run_tells_all_and_since_overrules(world: World, runs: tuple[Path, Path]) -> None:
    assert world.run(runs[0]) == 0
    assert "首次检查" in world.ding.bodies[0]["markdown"]["title"]
    other = write_run(world.folder / "elsewhere", FIRST, earlier_audit(1))
    assert world.run(runs[1], since=other) == 0
    assert "新增 1 项" in world.ding.bodies[1]["markdown"]["title"]


def test_waived_findings_are_no_news(world: World, runs: tuple[Path, Path]) -> None:
    waiver = AuditedWaiver(
        "r", "", "", "张三", "2026-06-01", "改版中", "", "2026-12-31", WaiverState.APPLIED,
        tuple(one.fingerprint for one in faults()[:3]),
    )  # fmt: skip
    run = write_run(world.folder / "out", THIRD, replace(audit(), waivers=(waiver,)))
    assert world.run(run, since=runs[0]) == 0
    assert world.sent == (0, 0, 0, 0)


def test_a_portal_that_could_not_be_judged_tells_nothing(
    world: World, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    run = write_run(world.folder / "out", THIRD, replace(audit(), unjudged="blocked"))
    assert world.run(run) == 0
    assert world.sent == (0, 0, 0, 0)
    assert "未能判定" in capsys.readouterr().out


def test_a_dry_run_sends_and_writes_nothing(
    world: World, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    world.environment.pop("FEISHU_SECRET")
    assert world.run(runs[1], dry_run=True) == 0
    assert world.sent == (0, 0, 0, 0)
    assert not (runs[1] / NOTIFIED).exists()
    shown = capsys.readouterr().out
    assert all(f"[{number}] " in shown for number in range(1, ALL + 1))
    assert "环境变量 DING_URL：已设置" in shown
    assert "环境变量 FEISHU_SECRET：没有设置" in shown
    assert "邮箱 → 领导（b@example.gov.cn）" in shown
    assert "附件：report.html" in shown
    assert "没有发送任何消息" in shown
    assert_no_secret(shown, world)


def test_one_failure_stops_no_other_and_is_made_up_for(
    world: World, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    world.ding.answer((200, {"errcode": 310000, "errmsg": f"sign {SECRETS['DING_SECRET']} not match"}))
    world.mail.refused = ("a@example.gov.cn",)
    assert world.run(runs[1]) == 3
    assert world.sent == (1, 1, 1, 1)
    shown = capsys.readouterr()
    assert "未送达  钉钉群 → 工作群" in shown.err
    assert "310000" in shown.err
    assert "未送达  邮箱 → 领导（a@example.gov.cn）" in shown.err
    assert "已发送 3 条，未送达 2 条" in shown.out
    assert sorted(states(runs[1])) == ["failed", "failed", "sent", "sent", "sent"]
    assert_no_secret(shown.out + shown.err + (runs[1] / NOTIFIED).read_text("utf-8"), world)

    world.ding.answer((200, {"errcode": 0}))
    world.mail.refused = ()
    assert world.run(runs[1]) == 0
    assert world.sent == (2, 2, 1, 1)
    assert states(runs[1]) == ["sent"] * ALL


def test_quiet_hours_defer_until_the_next_call(
    world: World, runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    world.write(QUIET)
    world.clock.moment = NINE.replace(hour=3)
    assert world.run(runs[1]) == 0
    assert world.sent == (0, 0, 0, 0)
    assert states(runs[1]) == ["waiting"] * ALL
    assert "2026-06-16 08:30 以后再次运行" in capsys.readouterr().out
    world.clock.moment = NINE
    assert world.run(runs[1]) == 0
    assert world.sent == (2, 1, 1, 1)
    assert states(runs[1]) == ["sent"] * ALL


def test_what_waits_goes_out_with_a_later_run(world: World, runs: tuple[Path, Path]) -> None:
    world.write(QUIET)
    world.clock.moment = NINE.replace(hour=3)
    assert world.run(runs[1]) == 0
    later = write_run(world.folder / "out", THIRD, replace(audit(), today="2026-06-16"))
    world.clock.moment = NINE + timedelta(days=1)
    assert world.run(later) == 0
    assert world.sent == (2, 1, 1, 1)  # of the later run itself there is no news
    assert f"/{SECOND}/" in world.ding.bodies[0]["markdown"]["text"]
    assert states(runs[1]) == ["sent"] * ALL
    assert not (later / NOTIFIED).exists()
    assert world.run(later) == 0
    assert world.sent == (2, 1, 1, 1)


def test_what_never_arrives_is_let_be(world: World, runs: tuple[Path, Path]) -> None:
    world.mail.refused = ("a@example.gov.cn",)
    assert world.run(runs[1]) == 3
    later = write_run(world.folder / "out", THIRD, replace(audit(), today="2026-06-16"))
    assert [world.run(later) for _ in range(6)] == [3, 3, 3, 3, 0, 0]


def test_an_audit_that_was_judged_again_takes_back_what_waits(world: World, runs: tuple[Path, Path]) -> None:
    world.write(QUIET)
    world.clock.moment = NINE.replace(hour=3)
    assert world.run(runs[1]) == 0
    (runs[1] / "audit.json").write_bytes((runs[0] / "audit.json").read_bytes())
    world.clock.moment = NINE
    assert world.run(runs[1]) == 0
    assert world.sent == (0, 0, 0, 0)
    assert entries(runs[1]) == []


# ── refused before anything is sent ───────────────────────────────────────────────────────────────


def missing_secret(world: World, run: Path) -> None:
    del world.environment["WECOM_URL"]


def foreign_host(world: World, run: Path) -> None:
    world.environment["WECOM_URL"] = SECRETS["WECOM_URL"].replace("127.0.0.1", "evil.example")


def broken_outbox(world: World, run: Path) -> None:
    (run / NOTIFIED).write_text('{"schema": 1', "utf-8")


def other_outbox(world: World, run: Path) -> None:
    (run / NOTIFIED).write_text('{"schema": "portal-auditor/notified/9", "entries": []}', "utf-8")


def no_file(world: World, run: Path) -> None:
    world.config.unlink()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (missing_secret, "WECOM_URL 没有设置"),
        (foreign_host, "allow_host"),
        (broken_outbox, "已损坏"),
        (other_outbox, "格式版本"),
        (no_file, "文件不存在"),
    ],
)
def test_what_is_wrong_beforehand_sends_nothing(
    world: World, runs: tuple[Path, Path], spoil: Callable[[World, Path], None], words: str
) -> None:
    spoil(world, runs[1])
    with pytest.raises(AuditorError, match=words) as raised:
        world.run(runs[1])
    assert raised.value.exit_code == 2
    assert world.sent == (0, 0, 0, 0)
    assert_no_secret(raised.value.message, world)


def test_another_portal_cannot_be_compared(world: World, runs: tuple[Path, Path]) -> None:
    foreign: Audit = replace(audit(), portal=replace(audit().portal, code="330102"), today="2026-06-01")
    with pytest.raises(AuditorError, match="另一个网站"):
        world.run(runs[1], since=write_run(world.folder / "other", FIRST, foreign))
    assert world.sent == (0, 0, 0, 0)


def test_two_calls_at_once_do_not_send_twice(world: World, runs: tuple[Path, Path]) -> None:
    with outbox.locked(runs[1]), pytest.raises(AuditorError, match="另一个 auditor notify"):
        world.run(runs[1])
    assert world.sent == (0, 0, 0, 0)


def test_nothing_secret_is_left_anywhere(
    world: World,
    runs: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(0)
    echo = world.environment["DING_URL"]
    world.ding.answer((200, {"errcode": 9, "errmsg": f"{echo} {SECRETS['DING_SECRET']}"}))
    world.lark.answer((302, {}))
    world.wecom.answer(None)
    assert world.run(runs[1]) == 3
    shown = capsys.readouterr()
    files = [path.read_bytes().decode("utf-8", "replace") for path in runs[1].iterdir()]
    assert "代码 9" in shown.err
    assert_no_secret("\n".join([shown.out, shown.err, *files, repr(caplog.records)]), world)
    assert sorted(os.listdir(runs[1])) == ["audit.json", NOTIFIED, "report.html"]


def assert_no_secret(text: str, world: World) -> None:
    for value in (*SECRETS.values(), *world.environment.values()):
        for part in (value, value.rpartition("=")[2], value.rpartition("/")[2]):
            assert part not in text
