"""What runs inside a worker of a cluster, besides shards."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

from auditor import __version__


def facts(mark: str) -> dict[str, str | bool]:
    """What a worker must have in common with the night: the program, the output folder, the store."""
    return {
        "host": socket.gethostname(),
        "version": __version__,
        "folder": Path(mark).is_file(),
        "store": bool(os.environ.get("AUDITOR_STORE")),
    }


def dask_setup(_worker: object) -> None:
    """Called by Dask in each worker that we start. A terminal sends Ctrl-C to them too, but it is the night that stops
    shards, in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
