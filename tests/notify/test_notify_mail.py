"""Mail through a real server on loopback: encryption, login, refusals, headers, parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import msgspec
import pytest
from notify_sample import LINK, NINE, digest
from notify_servers import Authority, MailServer, mail_server

from auditor.notify.config import Channel, Kind, Tls
from auditor.notify.credentials import Credentials
from auditor.notify.mail import compose, send
from auditor.notify.undelivered import Undelivered

TO = "caizheng@example.gov.cn"
PASSWORD = Credentials(password="mail-password-1")


@pytest.fixture
def trusted(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> Authority:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.certificate))
    return authority


def channel(server: MailServer, **more: Any) -> Channel:
    made = Channel(
        name="邮箱", kind=Kind.SMTP, host="127.0.0.1", port=server.port, sender="jiancha@example.gov.cn",
        sender_name="政务公开检查",
    )  # fmt: skip
    return msgspec.structs.replace(made, **more)


def deliver(way: Channel, credentials: Credentials = PASSWORD, report: bytes | None = None) -> None:
    send(compose(digest(), way, TO, "k" * 32, NINE, report), way, credentials)


def test_starttls_with_login(trusted: Authority) -> None:
    with mail_server(trusted.server, starttls=True, login=True) as server:
        deliver(channel(server, tls=Tls.STARTTLS, user="jiancha", password_env="P"))
    assert server.encrypted == [True]
    assert server.logins == [("jiancha", "mail-password-1")]
    assert server.reached == [("jiancha@example.gov.cn", TO)]


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the connection is encrypted before
def test_tls_from_the_start_with_login(trusted: Authority) -> None:
    with mail_server(trusted.server, login=True) as server:
        deliver(channel(server, tls=Tls.SSL, user="jiancha", password_env="P"))
    assert server.encrypted == [True]
    assert server.logins == [("jiancha", "mail-password-1")]


def test_the_mail_as_it_arrives(trusted: Authority) -> None:
    report = "<!DOCTYPE html><title>报告</title>".encode()
    with mail_server() as server:
        deliver(channel(server, plain=True), report=report)
    [mail] = server.mails
    assert mail["Subject"] == digest().subject
    assert mail["From"] == "政务公开检查 <jiancha@example.gov.cn>"
    assert mail["To"] == TO
    assert mail["Date"] == "Tue, 16 Jun 2026 09:00:00 +0800"
    assert mail["Message-ID"] == f"<{'k' * 32}@example.gov.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert page is not None
    assert "一、新增问题：3 项" in text.get_content()
    assert f'href="{LINK}"' in page.get_content()
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "report.html"
    assert attached.get_payload(decode=True) == report
    assert attached.get_content_charset() == "utf-8"
    assert max(len(line) for line in server.raw[0].split(b"\r\n")) <= 998  # RFC 5322
    assert server.raw[0].isascii()


def test_an_unencrypted_server_is_refused_unless_the_file_allows_it() -> None:
    with mail_server() as server:
        with pytest.raises(Undelivered, match="STARTTLS") as raised:
            deliver(channel(server, tls=Tls.STARTTLS))
        assert not raised.value.again
        with pytest.raises(Undelivered, match="加密协议"):
            deliver(channel(server, tls=Tls.SSL))
        assert server.mails == []


@pytest.mark.parametrize("starttls", [True, False])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, starttls: bool
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with mail_server(authority.server, starttls=starttls) as server:
        with pytest.raises(Undelivered, match="证书"):
            deliver(channel(server, tls=Tls.STARTTLS if starttls else Tls.SSL))
        assert server.mails == []


def test_a_wrong_password_is_not_tried_again_and_not_shown(trusted: Authority) -> None:
    with mail_server(trusted.server, starttls=True, login=True) as server:
        way = channel(server, tls=Tls.STARTTLS, user="jiancha", password_env="P")
        with pytest.raises(Undelivered, match="不接受登录") as raised:
            deliver(way, Credentials(password="wrong-one"))
        assert (raised.value.again, raised.value.whole) == (False, True)
        assert "wrong-one" not in raised.value.message
        with pytest.raises(Undelivered, match="非英文字符"):
            deliver(way, Credentials(password="口令"))
        assert server.mails == []


def test_a_refused_address_concerns_that_mail_only() -> None:
    with mail_server() as server:
        server.refused = (TO,)
        with pytest.raises(Undelivered, match="550 no such user") as raised:
            deliver(channel(server, plain=True))
        assert (raised.value.again, raised.value.whole) == (False, False)


def test_a_busy_server_may_be_asked_again() -> None:
    with mail_server() as server:
        server.busy = 1
        with pytest.raises(Undelivered, match="451") as raised:
            deliver(channel(server, plain=True))
        assert raised.value.again


def test_no_server_may_be_asked_again() -> None:
    with mail_server() as server:
        way = channel(server, plain=True)
    with pytest.raises(Undelivered, match="连不上邮件服务器") as raised:
        deliver(way)
    assert (raised.value.again, raised.value.whole) == (True, True)


@pytest.mark.parametrize(
    "break_", ["\r\nBcc: evil@example.org", "\nX-Evil: 1", "\r\n\r\n<b>正文", "\u2028X: 1", "\x0bX: 1"]
)
def test_a_subject_never_becomes_a_header(break_: str) -> None:
    hostile = replace(digest(), subject=f"【政务公开检查】县{break_}")
    with mail_server() as server:
        way = channel(server, plain=True)
        send(compose(hostile, way, TO, "k", NINE), way, PASSWORD)
    [mail] = server.mails
    assert server.reached == [("jiancha@example.gov.cn", TO)]
    assert sorted(mail.keys()) == sorted(
        ["Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
        + [name for name in mail if name.startswith("X-") and name in ("X-Peer", "X-MailFrom", "X-RcptTo")]
    )
    assert "\n" not in mail["Subject"]
