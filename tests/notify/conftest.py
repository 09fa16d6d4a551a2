"""Fixtures of the notify tests: no proxy stands between a test and its server on loopback."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from notify_servers import Authority, RobotServer, make_authority, robot_server

sys.path.insert(0, str(Path(__file__).parent.parent / "reports"))  # sample and hostile audits


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def robot() -> Iterator[RobotServer]:
    with robot_server() as server:
        yield server


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate for 127.0.0.1 that nothing trusts until a test says so (``SSL_CERT_FILE``)."""
    return make_authority(tmp_path_factory.mktemp("tls"))
