"""Shards on each engine: how they start, end, are stopped and killed. The shards are stand-ins; everything else is real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.fleet import work
from auditor.fleet.executors import Engine, EngineAway, Opened, open_executor
from auditor.fleet.work import SIGN, ShardEnd, run_shard
from tests.fleet.stand_in import COMMAND
from tests.harness import ROOT

run = partial(run_shard, command=COMMAND)


@pytest.fixture
def spec(tmp_path: Path) -> Callable[..., str]:
    """``spec(name, **what)`` writes the spec of a stand-in in the folder of a night that runs."""
    folder = tmp_path / ".fleet" / "2026-11-20"
    folder.mkdir(parents=True)
    (folder / SIGN).touch()

    def write(name: str = "audit-1", **what: object) -> str:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(what))
        return str(path)

    return write


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def pids_of(spec: str) -> list[list[int]]:
    path = Path(spec).with_suffix(".pids")
    return (
        [[int(part) for part in line.split()] for line in path.read_text().splitlines()]
        if path.exists()
        else []
    )


# ── one shard ─────────────────────────────────────────────────────────────────────────────────────


def test_a_shard_has_a_group_of_its_own_and_tells_how_it_ended(spec: Callable[..., str]) -> None:
    path = spec(says="第一行\n错误：磁盘已满", code=2)
    ended = run(path)
    assert (ended.code, ended.last_line) == (2, "错误：磁盘已满")
    pid, group, told, parent = pids_of(path)[0]
    assert pid == group != os.getpgrp()
    assert told == parent == os.getpid()
    assert "错误：磁盘已满" in Path(path).with_suffix(".log").read_text()


def test_a_killed_shard_says_so(spec: Callable[..., str]) -> None:
    assert run(spec(dies=True)).code == -signal.SIGKILL


def test_what_a_shard_leaves_behind_ends_with_it(spec: Callable[..., str]) -> None:
    path = spec(child=True, dies=True)
    run(path)
    group = pids_of(path)[0][1]
    until(lambda: not _members(group))


def _members(group: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.name))
    return found


def test_without_the_sign_of_a_night_nothing_starts(spec: Callable[..., str]) -> None:
    path = spec()
    (Path(path).parent / SIGN).unlink()
    assert run(path).code == 3
    assert not pids_of(path)


def test_a_night_that_stops_stops_its_shards_in_good_order(spec: Callable[..., str]) -> None:
    path = spec(seconds=60, stopped=3)
    with open_executor(Engine("pool", 1)) as opened:
        future = opened.executor.submit(run, path)
        until(lambda: bool(pids_of(path)))
        (Path(path).parent / SIGN).unlink()
        assert future.result(10).code == 3


def test_a_shard_that_does_not_listen_is_killed(spec: Callable[..., str]) -> None:
    path = spec(seconds=60, deaf=True)
    with open_executor(Engine("pool", 1)) as opened:
        future = opened.executor.submit(partial(run_shard, command=COMMAND, grace=0.5), path)
        until(lambda: bool(pids_of(path)))
        (Path(path).parent / SIGN).unlink()
        assert future.result(10).code == -signal.SIGKILL


def test_a_night_that_nobody_touches_any_more_is_dead(
    spec: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "SIGN_PATIENCE", 1.0)
    begun = time.monotonic()
    assert run(spec(seconds=60, stopped=3)).code in (3, -signal.SIGTERM)
    assert 1.0 <= time.monotonic() - begun < 10


def test_a_log_that_cannot_be_written_loses_no_error(spec: Callable[..., str]) -> None:
    path = spec(says="错误：没有空间", code=2)
    Path(path).with_suffix(".log").mkdir()
    assert run(path).last_line == "错误：没有空间"


# ── engines ───────────────────────────────────────────────────────────────────────────────────────


def test_pool_runs_as_many_at_a_time_as_it_has_workers(spec: Callable[..., str]) -> None:
    with open_executor(Engine("pool", 3)) as opened:
        assert opened.slots == 3
        paths = [spec(f"audit-{number}", seconds=60, stopped=3) for number in range(4)]
        futures = [opened.executor.submit(run, path) for path in paths]
        until(lambda: all(pids_of(path) for path in paths[:3]))  # none of them ends by itself before
        assert not pids_of(paths[3])
        (Path(paths[0]).parent / SIGN).unlink()
        assert [future.result(20).code for future in futures] == [3, 3, 3, 3]


def test_a_dead_shard_leaves_the_others_of_the_pool_alone(spec: Callable[..., str]) -> None:
    with open_executor(Engine("pool", 2)) as opened:
        well, ill = (opened.executor.submit(run, spec(name, **what)) for name, what in _PAIR)
        assert ill.result(20).code == -signal.SIGKILL
        assert well.result(20).last_line == "你好"


_PAIR: tuple[tuple[str, dict[str, object]], ...] = (
    ("audit-1", {"seconds": 1.0}),
    ("audit-2", {"dies": True}),
)


def test_a_cluster_of_this_machine(spec: Callable[..., str]) -> None:
    """Two workers; the one that runs a shard is killed: its shard dies with it and is started again on another."""
    with open_executor(Engine("dask", 2, browser=True)) as opened:
        assert opened.slots == 2
        assert opened.executor._client.scheduler.address.startswith("tls://127.0.0.1:")  # type: ignore[attr-defined]
        first, second = spec("audit-1", seconds=3), spec("audit-2", seconds=0)
        futures = [opened.executor.submit(run, path) for path in (first, second)]
        assert futures[1].result(30).code == 0
        until(lambda: bool(pids_of(first)))
        shard, _, worker, _ = pids_of(first)[0]
        assert worker != os.getpid()
        os.kill(worker, signal.SIGKILL)
        assert futures[0].result(30).code == 0
        assert len(pids_of(first)) == 2
        assert pids_of(first)[1][2] != worker
        os.kill(shard, signal.SIGKILL) if alive(
            shard
        ) else None  # a stand-in does not ask to end with its parent


def test_missing_dask_is_told_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(AuditorError, match=r"portal-auditor\[fleet\]"), open_executor(Engine("dask")):
        pass


# ── a scheduler of somebody else ──────────────────────────────────────────────────────────────────


class Cluster:
    """``dask scheduler`` and one worker as processes, in plain text or with TLS."""

    def __init__(self, folder: Path, resources: str = "", tls: Path | None = None, port: int = 0) -> None:
        self.folder, self.resources, self.tls, self.port = folder, resources, tls, port
        self.processes: list[subprocess.Popen[bytes]] = []
        self.address = ""

    def start_scheduler(self) -> None:
        file = self.folder / "scheduler.json"
        file.unlink(missing_ok=True)
        self._start(
            "scheduler", "--port", str(self.port), "--scheduler-file", str(file), "--no-dashboard",
            "--host", "tls://127.0.0.1" if self.tls else "tcp://127.0.0.1", "--no-show",
        )  # fmt: skip
        until(lambda: _written(file))  # dask opens the file first and fills it later
        self.address = json.loads(file.read_text())["address"]
        self.port = int(self.address.rpartition(":")[2])

    def start_worker(self) -> None:
        more = ["--resources", self.resources] if self.resources else []
        self._start(
            "worker",
            self.address,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--local-directory",
            str(self.folder),
            *more,
        )

    def _start(self, *arguments: str) -> None:
        files = () if self.tls is None else (
            "--tls-ca-file", str(self.tls / "ca.pem"), "--tls-cert", str(self.tls / "cert.pem"),
            "--tls-key", str(self.tls / "key.pem"),
        )  # fmt: skip
        with (self.folder / "dask.log").open("ab") as log:
            command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:], *files]
            environment = os.environ | {"PYTHONPATH": str(ROOT)}
            self.processes.append(
                subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)
            )

    def end(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _written(file: Path) -> bool:
    return file.exists() and file.read_text().endswith("}")


@pytest.fixture
def clusters() -> Iterator[list[Cluster]]:
    started: list[Cluster] = []
    yield started
    for cluster in started:
        cluster.end()


def _cluster(clusters: list[Cluster], folder: Path, resources: str = "", tls: Path | None = None) -> Cluster:
    cluster = Cluster(folder, resources, tls)
    clusters.append(cluster)
    cluster.start_scheduler()
    cluster.start_worker()
    return cluster


def _engine(cluster: Cluster, out: Path, **more: object) -> Engine:
    return Engine("dask", scheduler=cluster.address, out=str(out), **more)  # type: ignore[arg-type]


def test_a_scheduler_that_is_killed_and_comes_back(
    spec: Callable[..., str], tmp_path: Path, clusters: list[Cluster]
) -> None:
    """What ran is lost to the night, which is told, and can submit again as soon as the scheduler is there again."""
    cluster = _cluster(clusters, tmp_path, resources="browser=1")
    with open_executor(_engine(cluster, tmp_path, browser=True, must=True)) as opened:
        assert opened.slots == 1
        assert _result(opened, spec("audit-1")).code == 0
        path = spec("audit-2", seconds=30)
        future = opened.executor.submit(run, path)
        until(lambda: bool(pids_of(path)))
        cluster.end()
        with pytest.raises(BaseException):  # noqa: B017, PT011 - cancelled or broken, as the library likes
            future.result(30)
        with pytest.raises(EngineAway):
            opened.executor.submit(run, spec("audit-3"))
        cluster.start_scheduler()
        cluster.start_worker()
        assert _result(opened, spec("audit-3")).code == 0


def _result(opened: Opened, path: str) -> ShardEnd:
    future: Future[ShardEnd] = opened.executor.submit(run, path)
    return future.result(40)


def test_nobody_at_the_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.fleet.executors.dask._CONNECT", 2.0)
    engine = Engine("dask", scheduler="tcp://127.0.0.1:9", out=str(tmp_path))
    with pytest.raises(AuditorError, match="无法连接 Dask 调度器"), open_executor(engine):
        pass


def test_a_worker_must_have_a_browser_share_the_folder_and_know_the_store(
    tmp_path: Path, clusters: list[Cluster]
) -> None:
    cluster = _cluster(clusters, tmp_path)
    with (
        pytest.raises(AuditorError, match="浏览器"),
        open_executor(_engine(cluster, tmp_path, browser=True, must=True)),
    ):
        pass
    with (
        pytest.raises(AuditorError, match="AUDITOR_STORE"),
        open_executor(_engine(cluster, tmp_path, server=True)),
    ):
        pass
    with open_executor(
        _engine(cluster, tmp_path, browser=True)
    ) as opened:  # no browser declared: any worker will do
        assert opened.slots == 1


def test_tls(spec: Callable[..., str], tmp_path: Path, clusters: list[Cluster]) -> None:
    _certificates(tmp_path)
    cluster = _cluster(clusters, tmp_path, tls=tmp_path)
    assert cluster.address.startswith("tls://")
    files = {f"tls_{name}": str(tmp_path / f"{name}.pem") for name in ("ca", "cert", "key")}
    with open_executor(_engine(cluster, tmp_path, **files)) as opened:
        assert _result(opened, spec("audit-1")).code == 0
    with pytest.raises(AuditorError, match="--tls-ca"), open_executor(_engine(cluster, tmp_path)):
        pass


def _certificates(folder: Path) -> None:
    """A CA, and one certificate for 127.0.0.1 that it signed."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    def name(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    def builder(subject: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(name(subject))
            .issuer_name(name("test ca"))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=2))
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = builder("test ca", ca_key).add_extension(x509.BasicConstraints(True, None), critical=True)
    loopback = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    cert = builder("127.0.0.1", key).add_extension(loopback, critical=False)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(ca.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    (folder / "cert.pem").write_bytes(cert.sign(ca_key, hashes.SHA256()).public_bytes(pem))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, plain))
