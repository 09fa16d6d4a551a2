"""Robots on loopback: signatures checked by another implementation, refusals, sizes, redirects, certificates, pace."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from notify_sample import NINE, SECRETS, FakeClock, audit, digest, faults
from notify_servers import Authority, RobotServer, robot_server

from auditor.notify import dingtalk, feishu, posting, wecom
from auditor.notify.config import Channel, Kind
from auditor.notify.credentials import Credentials
from auditor.notify.delivery import BACK_OFF, Courier
from auditor.notify.outbox import Entry, State
from auditor.notify.undelivered import Undelivered
from reports.digest import digest_of
from reports.digest_values import Digest, DigestItem

ROBOTS = {"wecom": wecom.ROBOT, "dingtalk": dingtalk.ROBOT, "feishu": feishu.ROBOT}


def hmac_sha256(key: bytes, message: bytes) -> str:
    """By OpenSSL, not by the module that signs."""
    made = HMAC(key, hashes.SHA256())
    made.update(message)
    return base64.b64encode(made.finalize()).decode()


def login(robot: RobotServer, secret: str = "") -> Credentials:
    return Credentials(f"http://{robot.host}/robot/send?access_token=0123456789abcdef", secret)


def courier(robot: RobotServer, kind: Kind, clock: FakeClock) -> Courier:
    channel = Channel(name="群", kind=kind, url_env="ROBOT_URL", allow_host=robot.host, plain=True)
    return Courier({"群": channel}, {"群": login(robot, SECRETS["DING_SECRET"])}, clock)


def entry(key: str = "k") -> Entry:
    text = digest()
    return Entry(key, "990101", "", "人", "群", "", None, text.subject, State.WAITING, "", digest=text)


# ── signatures and bodies ─────────────────────────────────────────────────────────────────────────


def test_dingtalk_signs_in_the_address(robot: RobotServer) -> None:
    secret = SECRETS["DING_SECRET"]
    dingtalk.ROBOT.send(digest(), login(robot, secret), NINE)
    query = parse_qs(urlsplit(robot.paths[0]).query, strict_parsing=True)
    assert query["access_token"] == ["0123456789abcdef"]
    [stamp], [sign] = query["timestamp"], query["sign"]
    assert int(stamp) == int(NINE.timestamp()) * 1000
    assert sign == hmac_sha256(secret.encode(), f"{stamp}\n{secret}".encode())
    [body] = robot.bodies
    assert body["msgtype"] == "markdown"
    assert body["markdown"]["title"].startswith("【政务公开检查】清禾县人民政府：新增 3 项，已整改 2 项")
    assert "**新增问题：3 项**" in body["markdown"]["text"]
    assert body["at"] == {"atMobiles": [], "isAtAll": False}


def test_feishu_signs_in_the_body(robot: RobotServer) -> None:
    secret = SECRETS["FEISHU_SECRET"]
    feishu.ROBOT.send(digest(), login(robot, secret), NINE)
    [body] = robot.bodies
    assert body["timestamp"] == str(int(NINE.timestamp()))
    assert body["sign"] == hmac_sha256(f"{body['timestamp']}\n{secret}".encode(), b"")
    assert body["msg_type"] == "interactive"
    assert body["card"]["header"]["template"] == "red"
    [button] = [one for one in body["card"]["elements"] if one["tag"] == "action"]
    assert button["actions"][0]["url"] == digest().link


def test_feishu_is_green_when_things_were_only_mended() -> None:
    card = feishu.card(digest(new=0))
    assert card["header"]["template"] == "green"
    assert feishu.card(digest(mended=0))["header"]["template"] == "red"


@pytest.mark.parametrize("name", ["dingtalk", "feishu"])
def test_without_a_secret_nothing_is_signed(robot: RobotServer, name: str) -> None:
    ROBOTS[name].send(digest(), login(robot), NINE)
    assert "sign" not in robot.paths[0]
    assert "sign" not in robot.bodies[0]


def test_the_known_answers_of_the_signatures() -> None:
    """Made once with ``openssl dgst -sha256 -hmac``."""
    assert dingtalk.sign("this is secret", 1577262236757) == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="
    assert feishu.sign("demo", 1599360473) == "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8="


def test_wecom_sends_markdown(robot: RobotServer) -> None:
    wecom.ROBOT.send(digest(), login(robot), NINE)
    [body] = robot.bodies
    assert body == {"msgtype": "markdown", "markdown": {"content": wecom.content(digest())}}


# ── size ──────────────────────────────────────────────────────────────────────────────────────────


def large() -> Digest:
    """Every section full of the longest sentences."""
    found = digest()
    item = DigestItem("较重", "长" * 200, "整" * 200, "依" * 120, "局" * 80, "f" * 40)
    sections = tuple(
        replace(one, items=(item,) * count, total=4321)
        for one, count in zip(found.sections, (30, 15, 5), strict=True)
    )
    return replace(found, sections=sections, notes=("注" * 300,) * 3, link="https://x.cn/" + "l" * 480)


@pytest.mark.parametrize(("name", "limit"), [("dingtalk", 20_000), ("feishu", 20_000)])
def test_what_is_too_long_tells_less_and_how_much_less(robot: RobotServer, name: str, limit: int) -> None:
    ROBOTS[name].send(large(), login(robot, "secret"), NINE)
    assert limit * 0.9 < robot.sizes[0] <= limit
    assert "另有 4321 项，见检查报告。" in str(robot.bodies[0])  # of the last section nothing is told
    assert "新增问题：4321 项" in str(robot.bodies[0])


def test_wecom_keeps_within_4096_bytes() -> None:
    text = wecom.content(large())
    assert 3000 < len(text.encode()) <= wecom.LIMIT
    assert "https://x.cn/" in text
    assert "另有" in text


# ── answers ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "status", "answer", "words"),
    [
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, "310000：sign not match）。未通过机器人的安全设置"),
        ("dingtalk", 200, {"errcode": 130101, "errmsg": "send too fast"}, "过于频繁"),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook url"}, "Webhook 地址无效"),
        ("wecom", 200, {"errcode": 45009, "errmsg": "api freq out of limit"}, "过于频繁"),
        ("feishu", 200, {"code": 19021, "msg": "sign match fail"}, "签名不符"),
        ("feishu", 400, {"code": 19001, "msg": "param invalid"}, "重新复制地址"),
        ("feishu", 200, {"code": 12345, "msg": "?"}, "对照机器人的文档"),
        ("feishu", 200, {"StatusCode": 0}, "无法理解（HTTP 200）"),
        ("wecom", 200, {"errcode": "0"}, "无法理解"),
        ("wecom", 200, {"errcode": False}, "无法理解"),
        ("wecom", 404, ["?"], "无法理解（HTTP 404）"),
        ("wecom", 403, {"errcode": 0}, "无法理解（HTTP 403）"),
    ],
)  # fmt: skip
def test_a_refusal_is_a_failure_though_http_says_200(
    robot: RobotServer, name: str, status: int, answer: Any, words: str
) -> None:
    robot.answer((status, answer))
    clock = FakeClock()
    said = courier(robot, Kind(name), clock).carry(entry(), Path("."))
    assert words in said
    assert len(robot.paths) == 1  # not tried again: it would be refused again
    assert clock.slept == []


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("wecom", (200, {"errcode": -1, "errmsg": "system busy"})),
        ("dingtalk", (502, "bad gateway")),
        ("feishu", (503, {})),
    ],
)
def test_what_may_pass_is_tried_again_and_signed_anew(
    robot: RobotServer, name: str, first: tuple[int, Any]
) -> None:
    robot.answer(first, first, (200, {"errcode": 0, "code": 0}))
    clock = FakeClock()
    assert courier(robot, Kind(name), clock).carry(entry(), Path(".")) == ""
    assert len(robot.paths) == 3
    assert sum(clock.slept) >= sum(BACK_OFF)
    if name == "dingtalk":
        stamps = {parse_qs(urlsplit(path).query)["timestamp"][0] for path in robot.paths}
        assert len(stamps) == 3


def test_trying_again_ends(robot: RobotServer) -> None:
    robot.answer((503, {}))
    assert "HTTP 503" in courier(robot, Kind.FEISHU, FakeClock()).carry(entry(), Path("."))
    assert len(robot.paths) == 3


def test_what_may_have_arrived_is_not_sent_twice(robot: RobotServer) -> None:
    robot.answer(None)
    said = courier(robot, Kind.WECOM, FakeClock()).carry(entry(), Path("."))
    assert "可能已经送达" in said
    assert len(robot.paths) == 1


def test_no_server_is_tried_three_times() -> None:
    with robot_server() as gone:
        pass
    clock = FakeClock()
    carrier = courier(gone, Kind.WECOM, clock)
    assert "连不上服务器" in carrier.carry(entry(), Path("."))
    assert len(clock.slept) >= 2
    clock.slept.clear()
    assert "不再尝试" in carrier.carry(entry("other"), Path("."))  # the channel is down for this call
    assert clock.slept == []


def test_a_server_that_keeps_silent_is_left(monkeypatch: pytest.MonkeyPatch, robot: RobotServer) -> None:
    import socket

    monkeypatch.setattr(posting, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        silent = RobotServer(mute.getsockname()[1])
        assert "可能已经送达" in courier(silent, Kind.WECOM, FakeClock()).carry(entry(), Path("."))


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(robot: RobotServer, status: int) -> None:
    with robot_server() as thief:
        robot.answers = [(status, b"", {"Location": f"http://{thief.host}/steal"})]
        said = courier(robot, Kind.DINGTALK, FakeClock()).carry(entry(), Path("."))
        assert f"HTTP {status}" in said
        assert thief.host not in said
        assert thief.paths == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with robot_server(authority.server) as robot:
        address = Credentials(f"https://{robot.host}/robot/send?access_token=0123456789abcdef")
        with pytest.raises(Undelivered, match="证书") as raised:
            wecom.ROBOT.send(digest(), address, NINE)
        assert not raised.value.again
        assert robot.paths == []
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
        wecom.ROBOT.send(digest(), address, NINE)
        assert len(robot.paths) == 1


@pytest.mark.parametrize(("name", "most"), [("wecom", 20), ("dingtalk", 20), ("feishu", 100)])
def test_messages_to_one_robot_keep_its_pace(robot: RobotServer, name: str, most: int) -> None:
    clock = FakeClock()
    carrier = courier(robot, Kind(name), clock)
    for number in range(4):
        assert carrier.carry(entry(str(number)), Path(".")) == ""
    assert len(robot.paths) == 4
    assert all(wait >= 60 / most for wait in clock.slept)
    assert len(clock.slept) == 3


# ── secrets ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("echo", [lambda r: r.paths[0], lambda r: SECRETS["DING_SECRET"]])
def test_a_server_that_repeats_secrets_is_not_quoted(
    robot: RobotServer, echo: Callable[[RobotServer], str]
) -> None:
    robot.paths.append("/robot/send?access_token=0123456789abcdef")
    robot.answer((200, {"errcode": 7, "errmsg": f"bad {echo(robot)}\x1b[2J"}))
    said = courier(robot, Kind.DINGTALK, FakeClock()).carry(entry(), Path("."))
    assert "代码 7" in said
    assert "0123456789abcdef" not in said
    assert SECRETS["DING_SECRET"] not in said
    assert "\x1b" not in said


def test_the_first_audit_tells_all() -> None:
    found = digest_of(audit(), None)
    assert len(found.news) == len(faults())
    assert "首次检查" in wecom.content(found)
