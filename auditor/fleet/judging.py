"""The judging child of a shard: judges one run folder after another, so that no crawl waits for it.

``python -m auditor.fleet.judging`` reads the path of a run folder from each line of its input and answers with one line of
JSON. It is niced, and ends with the shard.
"""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditor import codec, outputs
from auditor.crawl.snapshot import SnapshotReader
from auditor.errors import AuditorError
from auditor.fleet.holders import end_with_parent

#: Kinds of ``rules/failures.yml``.
DISK_FULL, JUDGING_FAILED, CRASHED = "disk-full", "judging-failed", "crashed"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_NICE = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """What the shard needs to know of a judged run. ``failure`` is "" when there is an audit; else why there is none, with
    ``detail`` for people. ``seconds`` from the first to the last request of the crawl."""

    failure: str = ""
    detail: str = ""
    requests: int = 0
    seconds: float = 0.0


def judge(folder: Path) -> Judged:
    """Judges the run and writes audit and report; never raises."""
    try:
        return _judge(folder)
    except AuditorError as error:
        return Judged(DISK_FULL if is_disk_full(error) else JUDGING_FAILED, error.message)
    except Exception as error:  # noqa: BLE001 - one portal that cannot be judged ends no night
        kind = DISK_FULL if is_disk_full(error) else JUDGING_FAILED
        return Judged(kind, f"{type(error).__name__}: {error}")


def is_disk_full(error: BaseException | None) -> bool:
    """True when an error comes of a disk that takes no more."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_SPACE:
            return True
        error = error.__cause__ or error.__context__
    return False


def told(folder: Path) -> Judged:
    """What a sealed snapshot says of its crawl."""
    with SnapshotReader(folder / outputs.SNAPSHOT) as reader:
        seal = reader.seal()
    lasted = datetime.fromisoformat(seal.finished) - datetime.fromisoformat(seal.started)
    return Judged(requests=seal.summary.requests, seconds=lasted.total_seconds())


def _judge(folder: Path) -> Judged:
    from auditor import app  # a second: only the child needs the rules

    app.finish(folder)
    return told(folder)


def main() -> None:
    """Answers on what was standard output; whatever else is printed goes to the error stream."""
    end_with_parent(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    with suppress(OSError):
        os.nice(_NICE)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    import auditor.app  # noqa: F401 - while the first portal is still being crawled

    for line in sys.stdin.buffer:
        answers.write(codec.encode(judge(Path(codec.decode(line, str)))) + b"\n")
        answers.flush()


if __name__ == "__main__":
    main()
