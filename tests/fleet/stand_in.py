"""A stand-in for ``auditor shard``: does what its spec (JSON) says, so that the machinery around it can be tested alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

COMMAND = (sys.executable, "-m", "tests.fleet.stand_in")


def main() -> int:
    path = Path(sys.argv[1])
    spec = json.loads(path.read_text())
    if spec.get("child"):
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)  # left behind"])
    if spec.get("deaf"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    elif "stopped" in spec:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(spec["stopped"]))
    with path.with_suffix(".pids").open("a") as pids:  # last: whoever sees it may already send a signal
        pids.write(f"{os.getpid()} {os.getpgrp()} {os.environ.get('AUDITOR_PARENT', '')} {os.getppid()}\n")
    print(spec.get("says", "你好"), flush=True)
    time.sleep(spec.get("seconds", 0))
    if spec.get("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    return int(spec.get("code", 0))


if __name__ == "__main__":
    sys.exit(main())
