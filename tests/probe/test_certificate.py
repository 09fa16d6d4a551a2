"""What is wrong with a certificate, and that it is read all the same."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from OpenSSL import SSL
from servers import NOW, certificate, plain_server, tls_server

from auditor.probe import certificate as module
from auditor.probe.certificate import described, read_certificate

DAY = timedelta(days=1)
UNKNOWN = frozenset({20, 21})


@pytest.fixture(autouse=True)
def _store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_trust_store", lambda: True)


@pytest.mark.parametrize(
    ("shown", "against", "problem"),
    [
        (certificate(issuer="某机构"), frozenset(), ""),
        (certificate(end=NOW - DAY, issuer="某机构"), frozenset({10}), "expired"),
        (certificate(end=NOW, issuer="某机构"), frozenset(), ""),  # its last second
        (certificate(start=NOW + DAY, issuer="某机构"), frozenset({9}), "not-yet-valid"),
        (certificate(), frozenset({18}), "self-signed"),
        (certificate(), frozenset(), ""),  # a root of this machine's own
        (certificate(issuer="某机构"), UNKNOWN, "unknown-issuer"),
        (certificate(("demo.gov.cn",), issuer="某机构"), frozenset(), "wrong-host"),
        (certificate(("*.demo.gov.cn",), issuer="某机构"), frozenset(), ""),
        (certificate(("*.gov.cn",), issuer="某机构"), frozenset(), "wrong-host"),
        (certificate(("*",), issuer="某机构"), frozenset(), "wrong-host"),
        (certificate(("WWW.Demo.gov.cn",), issuer="某机构"), frozenset(), ""),
        (certificate((), issuer="某机构"), frozenset(), ""),  # the old common name
        (certificate((), issuer="某机构", subject="别处"), frozenset(), "wrong-host"),
    ],
)
def test_problem(shown: object, against: frozenset[int], problem: str) -> None:
    assert described(shown, "www.demo.gov.cn", against, NOW).problem == problem  # type: ignore[arg-type]


def test_without_a_trust_store_no_issuer_is_called_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_trust_store", lambda: False)
    assert described(certificate(issuer="某机构"), "www.demo.gov.cn", UNKNOWN, NOW).problem == ""


def test_all_is_told_of_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    shown = certificate(("127.0.0.1", "a.gov.cn"), issuer="某机构")
    with tls_server(shown, tmp_path) as (port, made):
        found = read_certificate("127.0.0.1", port, "127.0.0.1", 5, NOW)
    assert (found.names, found.issuer) == (("a.gov.cn", "127.0.0.1"), "某机构")
    assert (found.not_before, found.not_after) == ("2026-03-07T00:00:00Z", "2026-09-23T00:00:00Z")
    assert found.problem == "unknown-issuer"
    assert len(made) == 1


def test_self_signed_and_long_expired(tmp_path: Path) -> None:
    old = datetime(2001, 1, 1, tzinfo=UTC)
    with tls_server(certificate(start=old, end=old + DAY), tmp_path) as (port, _):
        assert read_certificate("127.0.0.1", port, "www.demo.gov.cn", 5).problem == "expired"


def test_a_server_that_speaks_no_tls_has_no_certificate() -> None:
    with plain_server(b"HTTP/1.1 400 Bad Request\r\n\r\n") as port, pytest.raises(SSL.Error):
        read_certificate("127.0.0.1", port, "www.demo.gov.cn", 5)


def test_a_server_that_says_nothing_is_left() -> None:
    with plain_server(b"", pause=5) as port, pytest.raises(TimeoutError):
        read_certificate("127.0.0.1", port, "www.demo.gov.cn", 0.3)


def test_the_trust_store_is_looked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.undo()
    empty = ssl.DefaultVerifyPaths(None, str(tmp_path), "", "", "", "")
    monkeypatch.setattr(module.ssl, "get_default_verify_paths", lambda: empty)
    assert not module.has_trust_store()
    (tmp_path / "a.pem").touch()
    assert module.has_trust_store()
