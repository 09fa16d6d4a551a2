"""Shards on Dask distributed: a cluster of this machine, or a scheduler with workers on any number of machines.

A worker that says so (``--resources "browser=1"``) gives that many browsers; shards that render take one each.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auditor import __version__
from auditor.errors import AuditorError
from auditor.fleet.executors import Engine, EngineAway, Opened, processors
from auditor.fleet.executors.worker import facts

BROWSER = "browser"
_CONNECT = 15.0  # seconds
_AGAIN = 3.0
#: So many workers may be lost under a shard before the night is told.
_RETRIES = 3
#: So often a cluster of this machine is started before that is given up.
_STARTS = 3


@contextmanager
def opened(engine: Engine) -> Iterator[Opened]:
    try:
        import distributed
    except ImportError as error:
        raise AuditorError(
            "没有安装 Dask，不能使用 --executor dask。请运行 pip install 'portal-auditor[fleet]'，或改用 --executor pool"
        ) from error
    if engine.scheduler:
        with _Remote(distributed, engine) as remote:
            yield Opened(remote, engine.workers or remote.slots)
        return
    slots = engine.workers or processors()
    with _local(distributed, engine, slots) as client:
        yield Opened(client.get_executor(pure=False, retries=_RETRIES, **_needs(engine)), slots)


@contextmanager
def _local(distributed: Any, engine: Engine, slots: int) -> Iterator[Any]:
    with _cluster(distributed, slots) as cluster, distributed.Client(cluster, set_as_default=False) as client:
        yield client


def _cluster(distributed: Any, slots: int) -> Any:
    """One process a worker, one shard at a time in each: what a shard needs, it takes in processes of its own. Nobody else on
    this machine can reach the cluster: whoever could would run code as us."""
    for left in reversed(range(_STARTS)):
        try:
            return distributed.LocalCluster(
                n_workers=slots,
                threads_per_worker=1,
                processes=True,
                host="127.0.0.1",
                security=distributed.Security.temporary(),
                dashboard_address="127.0.0.1:0",
                worker_dashboard_address="127.0.0.1:0",
                scheduler_kwargs={"dashboard": False},
                memory_limit=0,
                silence_logs=50,
                resources={BROWSER: 1},
                preload=["auditor.fleet.executors.worker"],
            )
        except (OSError, RuntimeError, TimeoutError) as error:  # a worker was killed while it started
            if not left:
                raise AuditorError(
                    f"本机的 Dask 集群没有启动（{error}）。请检查内存和临时目录的空间，或改用 --executor pool"
                ) from error
    raise AssertionError("unreachable")


def _needs(engine: Engine) -> dict[str, Any]:
    return {"resources": {BROWSER: 1}} if engine.browser else {}


class _Remote(Executor):
    """A scheduler that others run. It may go away and come back: what was on it is lost to us then, and is submitted again."""

    def __init__(self, distributed: Any, engine: Engine) -> None:
        self._distributed, self._engine = distributed, engine
        self._client: Any = None
        self._executor: Any = None

    def __enter__(self) -> _Remote:
        try:
            self._connect(_CONNECT)
        except EngineAway as error:
            raise AuditorError(
                f"无法连接 Dask 调度器 {self._engine.scheduler}（{error}）。请核对 --scheduler 的地址、证书，并确认它已启动"
            ) from error
        try:
            self._check()
        except BaseException:
            self.shutdown()
            raise
        return self

    @property
    def slots(self) -> int:
        return max(1, sum(int(worker["nthreads"]) for worker in self._workers().values()))

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self._client is None or self._client.status != "running":
            self._connect(_AGAIN)
        future: Future[Any] = self._executor.submit(fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if self._client is not None:
            self._client.close(timeout=_AGAIN)
            self._client = None

    def _connect(self, seconds: float) -> None:
        self.shutdown()
        try:
            client = self._distributed.Client(
                self._engine.scheduler, timeout=seconds, security=self._security(), set_as_default=False
            )
        except (OSError, TimeoutError, ValueError, RuntimeError) as error:
            raise EngineAway(str(error) or type(error).__name__) from error
        self._client = client
        self._executor = client.get_executor(pure=False, retries=_RETRIES, **self._resources())

    def _security(self) -> Any:
        engine = self._engine
        if not engine.scheduler.startswith("tls://"):
            return None
        files = (engine.tls_ca, engine.tls_cert, engine.tls_key)
        missing = [
            name
            for name, path in zip(("--tls-ca", "--tls-cert", "--tls-key"), files, strict=True)
            if not path
        ]
        if missing:
            raise AuditorError(f"调度器 {engine.scheduler} 使用 TLS，缺少 {'、'.join(missing)}")
        if absent := [path for path in files if not Path(path).is_file()]:
            raise AuditorError(f"没有找到证书或私钥 {'、'.join(absent)}")
        return self._distributed.Security(
            tls_ca_file=engine.tls_ca,
            tls_client_cert=engine.tls_cert,
            tls_client_key=engine.tls_key,
            require_encryption=True,
        )

    def _workers(self) -> dict[str, Any]:
        found: dict[str, Any] = self._client.scheduler_info(n_workers=-1)["workers"]
        return found

    def _resources(self) -> dict[str, Any]:
        """Shards that render go to workers that have a browser, when any says that it has; a worker without would read less."""
        given = any(worker.get("resources", {}).get(BROWSER) for worker in self._workers().values())
        if self._engine.must and self._workers() and not given:
            raise AuditorError(
                "Dask 集群没有声明浏览器，不能使用 --browser always。"
                '请用 dask worker … --resources "browser=1" 启动工作进程'
            )
        return _needs(self._engine) if given else {}

    def _check(self) -> None:
        """Workers on other machines must see the output folder and the same database, and run the same program."""
        try:
            self._client.wait_for_workers(1, timeout=_CONNECT)
        except TimeoutError as error:
            raise AuditorError(
                f"Dask 调度器 {self._engine.scheduler} 没有工作进程。请先启动 dask worker {self._engine.scheduler}"
            ) from error
        self._executor = self._client.get_executor(pure=False, retries=_RETRIES, **self._resources())
        out = Path(self._engine.out).resolve()
        with tempfile.NamedTemporaryFile(prefix=".fleet-", dir=out) as mark:
            found = self._client.run(facts, mark.name)
        for address, each in found.items():
            self._check_worker(address, each, out)

    def _check_worker(self, address: str, each: dict[str, Any], out: Path) -> None:
        where = f"工作进程 {each['host']}（{address}）"
        if each["version"] != __version__:
            raise AuditorError(f"{where}的程序版本是 {each['version']}，这里是 {__version__}。请安装同一版本")
        if not each["folder"]:
            raise AuditorError(f"{where}看不到输出目录 {out}。请把它放在各机器共享的目录中，路径相同")
        if self._engine.server and not each["store"]:
            raise AuditorError(f"{where}没有环境变量 AUDITOR_STORE。请设为数据库的网址后重新启动它")
        if not self._engine.server and each["host"] != facts("")["host"]:
            raise AuditorError(f"{where}在另一台机器上，不能共用 SQLite。请用 --store 指定 PostgreSQL 数据库")
