"""From one database to another without loss: all or nothing, and never while somebody works with the source."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from auditor.errors import AuditorError
from auditor.store import Store, leases, open_store, schema, transfer
from auditor.store.filling import Filling
from auditor.store.quiet import Watch, refuse_while_running
from auditor.store.restore import filled_table, stored_rows
from tests.store.postgres import PostgresServer
from tests.store.sample import TEXT, fill, portal_row


@pytest.fixture(params=["sqlite", "postgresql"])
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/target/auditor.db"
    else:
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.fresh()
        yield url
        server.drop(url)


def dead(holder: str) -> bool:
    return True


class Clock:
    """Time passes only while somebody sleeps; ``on_sleep`` is what others do meanwhile."""

    def __init__(self, on_sleep: Callable[[], None] = lambda: None) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self._on_sleep = on_sleep

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self._on_sleep()

    def watch(self) -> Watch:
        return Watch(clock=lambda: self.now, sleep=self.sleep, say=self.lines.append)


def test_everything_arrives(store: Store, store_url: str, target_url: str) -> None:
    fill(store, portals=3, findings=400)  # more than a batch
    done = transfer.transfer(store_url, target_url, dead)
    assert done.tables["finding"].rows == done.tables["episode"].rows == 1200
    assert "nobody-may-see-this" not in done.source + done.target
    with open_store(target_url) as target:
        assert target.read(transfer.stored_digests) == store.read(transfer.stored_digests) == done.tables
        assert target.read(lambda c: c.scalars(select(schema.task.c.detail)).first()) == TEXT
        assert not target.read(leases.leases)


def test_there_and_back(store: Store, store_url: str, target_url: str, tmp_path: Path) -> None:
    fill(store)
    before = store.read(transfer.stored_digests)
    back = f"sqlite:///{tmp_path}/back.db"
    transfer.transfer(store_url, target_url, dead)
    assert transfer.transfer(target_url, back, dead).tables == before


def test_a_target_with_rows_is_refused(store: Store, store_url: str, target_url: str) -> None:
    fill(store)
    with open_store(target_url) as target:
        row = portal_row("1")
        target.do(lambda c: c.execute(insert(schema.portal), [row]))
        before = target.read(transfer.stored_digests)
        with pytest.raises(AuditorError, match="不是空的（表 portal"):
            transfer.transfer(store_url, target_url, dead)
        assert target.read(transfer.stored_digests) == before


def test_the_same_database_is_refused(store: Store, store_url: str) -> None:
    with pytest.raises(AuditorError, match="同一个"):
        transfer.transfer(store_url, store_url, dead)


def test_a_source_that_is_not_there_is_not_made(target_url: str, tmp_path: Path) -> None:
    with pytest.raises(AuditorError, match="没有找到"):
        transfer.transfer(f"sqlite:///{tmp_path}/none.db", target_url, dead)
    assert not (tmp_path / "none.db").exists()


def test_what_the_target_does_not_take_leaves_it_empty(tmp_path: Path, postgres_url: str) -> None:
    """SQLite keeps NUL and text of any length; PostgreSQL does not."""
    for number, code in enumerate(("a\0b", "x" * 65)):
        url = f"sqlite:///{tmp_path}/{number}.db"
        with open_store(url) as store:
            fill(store)
            row = portal_row(code)
            store.do(lambda c, row=row: c.execute(insert(schema.portal), [row]))  # type: ignore[misc]
        with pytest.raises(AuditorError, match="不接受表 portal"):
            transfer.transfer(url, postgres_url, dead)
        assert filled_table(postgres_url) is None


def test_a_source_that_changes_meanwhile(
    store: Store, store_url: str, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store)
    real = Filling.run

    def run(self: Filling, connection: object) -> object:
        filled = real(self, connection)  # type: ignore[arg-type]
        row = portal_row("late")
        store.do(lambda c: c.execute(insert(schema.portal), [row]))
        return filled

    monkeypatch.setattr(Filling, "run", run)
    with pytest.raises(AuditorError, match="有变化"):
        transfer.transfer(store_url, target_url, dead)
    assert filled_table(target_url) is None


def test_a_target_that_goes_away_is_waited_for(
    tmp_path: Path, postgres_server: PostgresServer, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL crashes in the middle: the transaction is begun anew, and everything is there once."""
    url = f"sqlite:///{tmp_path}/auditor.db"
    with open_store(url) as store:
        fill(store, findings=600)
        real = Filling._insert
        crashed: list[int] = []

        def _insert(self: Filling, connection: object, table: object) -> object:
            if not crashed and str(table) == "episode":
                crashed.append(1)
                postgres_server.stop("immediate")
                postgres_server.start()
            return real(self, connection, table)  # type: ignore[arg-type]

        monkeypatch.setattr(Filling, "_insert", _insert)
        assert transfer.transfer(url, postgres_url, dead).tables == store.read(transfer.stored_digests)
        assert crashed


def test_a_commit_whose_answer_was_lost(
    store: Store, store_url: str, target_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The work is repeated and finds its own rows: done, not refused."""
    fill(store)
    with open_store(target_url) as target:

        def move(c: Connection) -> None:
            filling = Filling(schema.metadata, stored_rows(c, schema.metadata), target.url)
            assert target.do(filling.run) == target.do(filling.run)
            target.do(lambda t: t.execute(schema.probe.delete()))
            with pytest.raises(AuditorError, match="不是空的"):
                target.do(filling.run)

        store.read(move)


# ── somebody works with the source ───────────────────────────────────────────────────────────────


@pytest.fixture
def leased(store: Store) -> Store:
    store.do(lambda c: leases.take(c, "night:running", "far:1:1"))
    return store


def test_a_living_holder(leased: Store) -> None:
    with pytest.raises(AuditorError, match="正在用"):
        refuse_while_running(leased, lambda holder: False, Clock().watch())


def test_a_dead_holder(leased: Store) -> None:
    clock = Clock()
    refuse_while_running(leased, dead, clock.watch())
    assert clock.now == 0


def test_a_holder_far_away_that_beats(leased: Store) -> None:
    def beat() -> None:
        leased.do(lambda c: leases.beat(c, "far:1:1", ["night:running"]))

    clock = Clock(beat)
    with pytest.raises(AuditorError, match="正在用"):
        refuse_while_running(leased, lambda holder: None, clock.watch())


def test_a_holder_far_away_that_is_still(leased: Store) -> None:
    clock = Clock()
    refuse_while_running(leased, lambda holder: None, clock.watch())
    assert clock.now >= leases.HOLDS
    assert len(clock.lines) == 1


def test_a_holder_far_away_that_ends(leased: Store) -> None:
    clock = Clock(lambda: leased.do(lambda c: leases.release(c, "far:1:1", ["night:running"])))
    refuse_while_running(leased, lambda holder: None, clock.watch())
    assert clock.now < leases.HOLDS


def test_a_night_that_runs_keeps_its_store(leased: Store, store_url: str, target_url: str) -> None:
    with pytest.raises(AuditorError, match="正在用"):
        transfer.transfer(store_url, target_url, lambda holder: False)
    assert filled_table(target_url) is None
