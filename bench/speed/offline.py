"""What judging costs once the pages lie in a sealed snapshot.

    python -m bench.speed.offline RUN_FOLDER

prints CPU seconds as JSON: ``reading`` all pages anew, ``judging`` from the readings that the crawl kept, ``report``; besides the
number of ``answers`` that were read, and whether the audit has the ``same`` bytes as the one in the folder.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from auditor import app, codec, outputs
from auditor.crawl.pages import has_content
from auditor.crawl.snapshot import SnapshotReader
from auditor.reading import reader_for
from auditor.territory import territory_of
from spiders.families import FAMILIES


@dataclass(frozen=True, slots=True)
class Offline:
    """CPU seconds of the parts; ``answers``: pages that were read; ``same``: judged again to the same bytes."""

    reading: float
    judging: float
    report: float
    answers: int
    same: bool


def measure(folder: Path) -> Offline:
    """Reads, judges and reports a finished run once more. AuditorError when it is none."""
    began = time.process_time()
    answers = _read(folder / outputs.SNAPSHOT)
    read = time.process_time()
    judged = app.audit(folder)
    same = codec.encode_audit(judged.audit) == (folder / outputs.AUDIT).read_bytes()
    done = time.process_time()
    app.report(folder, judged.audit)
    return Offline(read - began, done - read, time.process_time() - done, answers, same)


def _read(snapshot: Path) -> int:
    answers = 0
    with SnapshotReader(snapshot) as reader:
        read = reader_for(territory_of(reader.summary().portal), FAMILIES)
        for fetch in reader.fetches():
            if has_content(fetch):
                read(fetch, reader.body(fetch))
                answers += 1
    return answers


if __name__ == "__main__":
    print(json.dumps(asdict(measure(Path(sys.argv[1])))))
