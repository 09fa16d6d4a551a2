"""``auditor`` with shards that crawl nothing (:mod:`tests.fleet.pretend`), as a process of its own."""

from __future__ import annotations

import sys
from functools import partial

from auditor import cli
from auditor.commands import nightly
from auditor.fleet.night import Place
from tests.fleet.pretend import COMMAND

if __name__ == "__main__":
    nightly.Place = partial(Place, command=COMMAND)  # type: ignore[assignment, misc]
    sys.exit(cli.main())
