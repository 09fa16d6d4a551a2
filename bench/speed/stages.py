"""Where the time of a whole audit goes: a sampling profile of the ordinary command, by stage.

    python -m bench.speed.stages ARGUMENTS OF AUDITOR…

Every two milliseconds of CPU the process is asked where it is; the CPU since the last look goes to the stage of the innermost
frame that belongs to one, so that C code (lxml, zlib) counts where it was called. The last line of the output is JSON:
stage → CPU seconds.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import defaultdict
from types import FrameType

from auditor import cli

_INTERVAL = 0.002
START, ENGINE, READING, PLANNING, RECORDING = (
    "start: imports, rules, catalog", "engine: Scrapy, Twisted, sockets", "reading pages", "planning the crawl",
    "recording: WARC, index, readings",
)  # fmt: skip
INVENTORY, MATCHING, JUDGING, REPORT, CHILDREN, OTHER = (
    "inventory", "matching names", "facts and rules", "report", "child processes", "other",
)  # fmt: skip
#: Part of a file's path → stage; the first that fits counts.
_STAGES = (
    ("/auditor/catalog/", START),
    ("/auditor/strict_yaml", START),
    ("/yaml/", START),
    ("/auditor/extract/inventory.py", INVENTORY),
    ("/auditor/extract/", READING),
    ("/auditor/documents/", READING),
    ("/auditor/reading.py", READING),
    ("/auditor/codes/", READING),
    ("/spiders/families/", READING),
    ("/auditor/crawl/not_content.py", READING),
    ("/auditor/crawl/snapshot.py", RECORDING),
    ("/auditor/crawl/readings.py", RECORDING),
    ("/auditor/crawl/workspace.py", RECORDING),
    ("/auditor/crawl/log.py", RECORDING),
    ("/warcio/", RECORDING),
    ("/auditor/crawl/handler.py", ENGINE),
    ("/auditor/crawl/guard.py", ENGINE),
    ("/auditor/crawl/cookies.py", ENGINE),
    ("/auditor/crawl/rendering.py", ENGINE),
    ("/auditor/crawl/engine.py", ENGINE),
    ("/spiders/portal.py", ENGINE),
    ("/scrapy/", ENGINE),
    ("/twisted/", ENGINE),
    ("/asyncio/", ENGINE),
    ("/auditor/crawl/", PLANNING),
    ("/auditor/match/", MATCHING),
    ("/auditor/survey.py", INVENTORY),
    ("/rules/checks/", JUDGING),
    ("/auditor/facts.py", JUDGING),
    ("/auditor/judge", JUDGING),
    ("/auditor/assess", JUDGING),
    ("/reports/", REPORT),
    ("/jinja2/", REPORT),
    ("/auditor/app.py", JUDGING),
)


class Profile:
    """CPU seconds of this process by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._known: dict[str, str] = {}
        self._last = time.process_time()

    def sample(self, _number: int, frame: FrameType | None) -> None:
        """Handler of the timer's signal."""
        now = time.process_time()
        self.seconds[self._stage(frame)] += now - self._last
        self._last = now

    def _stage(self, frame: FrameType | None) -> str:
        while frame is not None:
            code = frame.f_code
            if code.co_name == "<module>":  # something is being imported
                return START
            stage = self._known.get(code.co_filename)
            if stage is None:
                stage = self._known[code.co_filename] = stage_of(code.co_filename)
            if stage:
                return stage
            frame = frame.f_back
        return OTHER


def stage_of(file: str) -> str:
    """The stage of a source file, empty when its callers decide."""
    return next((stage for part, stage in _STAGES if part in file), "")


def main(words: list[str]) -> int:
    """Run the auditor's command under the profile; its exit code."""
    profile = Profile()
    profile.seconds[START] += time.process_time()
    signal.signal(signal.SIGPROF, profile.sample)
    signal.setitimer(signal.ITIMER_PROF, _INTERVAL, _INTERVAL)
    try:
        code = cli.main(words)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    times = os.times()
    profile.seconds[CHILDREN] += times.children_user + times.children_system
    print(json.dumps(dict(profile.seconds)))
    return int(code or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
