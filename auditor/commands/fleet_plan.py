"""``auditor fleet plan``: tonight's plan from the register and the store. Reads only: nothing is written, nobody is asked."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from auditor import codec
from auditor.errors import AuditorError, ExitCode
from auditor.fleet.forecast import forecast
from auditor.fleet.plan import make_plan
from auditor.fleet.register import read_register
from auditor.fleet.tonight import known_before
from auditor.preparation import CHINA
from auditor.store import Store, address, connecting, migrate, open_store
from auditor.store.place import store_url
from reports.fleet_plan import print_plan

#: A plan can be asked for again: nobody waits minutes for a database that is away.
_PATIENCE = 15.0


def run(arguments: argparse.Namespace) -> int:
    """0: a plan, whatever it leaves out."""
    return plan(arguments, datetime.now(CHINA))


def plan(arguments: argparse.Namespace, now: datetime) -> int:
    register = read_register(Path(arguments.register))
    day = date.fromisoformat(arguments.night) if arguments.night else now.astimezone(CHINA).date()
    begins = begin_of(day, now, arguments.begins)
    with opened(store_url(arguments.store, Path(arguments.out))) as store:
        known = known_before(register, store, day)
    made = make_plan(
        register, day, begins, known.costs, known.left_out, arguments.workers or processors(), arguments.until
    )
    told = forecast(made, register, known.costs, known.left_out)
    if arguments.json:
        sys.stdout.buffer.write(codec.encode_pretty(told))
        sys.stdout.flush()
    else:
        print_plan(told, {portal.code: portal.name for portal in register.portals})
    return ExitCode.CLEAN


def begin_of(day: date, now: datetime, begins: str | None) -> datetime:
    """When the night of ``day`` begins: as asked (HH:MM, on that day); else now; else, on a later day, at this time of day."""
    local = now.astimezone(CHINA)
    if begins is not None:
        return datetime.combine(day, datetime.strptime(begins, "%H:%M").time(), CHINA)
    return local if day <= local.date() else datetime.combine(day, local.time(), CHINA)


def processors() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def opened(url: str) -> Iterator[Store | None]:
    """The store while in use; None when there is none yet: the first night is planned without."""
    where = address.parse(url)
    if where.get_backend_name() == "sqlite" and not Path(str(where.database)).is_file():
        yield None
        return
    try:
        store = open_store(url, patience=_PATIENCE, create=False)
    except AuditorError:
        if not _is_empty(url):
            raise
        yield None
        return
    with store:
        yield store


def _is_empty(url: str) -> bool:
    """True for a database that answers and holds nothing of ours yet."""
    engine = connecting.make_engine(address.parse(url))
    try:
        return migrate.current(engine) is None
    except SQLAlchemyError:
        return False
    finally:
        engine.dispose()
