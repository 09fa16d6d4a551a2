"""Who is measured: our pipeline, the engine's floor, the plain spider, and what a user would pick instead."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor.crawl.browser import find_browser
from bench.result import ROOT
from bench.speed.portal import TODAY

#: Where ``make bench`` installs peers that ours does not need itself; they shall not be among what it runs with.
PEERS = ROOT / ".venv-peers" / "bin" / "python"
OURS, FLOOR, PLAIN, BROWSER = "auditor", "floor", "plain", "browser"
#: Requests under way at a time, for everybody who can be told.
_TOGETHER = 4

#: (address, folder for its output, pages) → its command.
Command = Callable[[str, Path, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Peer:
    """``what`` stands in the table; ``absent`` says why it cannot run here, empty when it can. ``sample``: it is given this
    many pages only, 0 for all."""

    name: str
    what: str
    command: Command
    absent: str = ""
    sample: int = 0


def auditor(address: str, folder: Path, pages: int) -> Sequence[str]:
    """Our whole pipeline."""
    return (
        sys.executable, "-m", "auditor.cli", "run", address, "--out", str(folder), "--max-pages", str(3 * pages),
        "--today", TODAY.isoformat(), "--browser", "never",
    )  # fmt: skip


def _spider(name: str) -> Command:
    return lambda address, _folder, _pages: (sys.executable, "-m", "bench.speed.spiders", name, address)


def _linkchecker(address: str, folder: Path, _pages: int) -> Sequence[str]:
    settings = folder / "linkcheckerrc"
    settings.write_text("[checking]\nmaxrequestspersecond=100000\n", "utf-8")
    return (
        "linkchecker", "--config", str(settings), "--no-status", "--no-warnings", "--threads", str(_TOGETHER),
        "--output", "none", address,
    )  # fmt: skip


def _wget(address: str, folder: Path, _pages: int) -> Sequence[str]:
    return ("wget", "--mirror", "--quiet", "--directory-prefix", str(folder), address)


def _httrack(address: str, folder: Path, _pages: int) -> Sequence[str]:
    return (
        "httrack", address, "--path", str(folder), "--quiet", f"--sockets={_TOGETHER}", "--disable-security-limits",
        "--max-rate=0", "--connection-per-second=0", "--do-not-log",
    )  # fmt: skip


# It starts the `scrapy` of its PATH, which reads the project file of the folder that it is in.
_ADVERTOOLS = """
import os
import sys
from pathlib import Path
import advertools
os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
os.chdir(Path(sys.argv[2]).parent)
settings = {"ROBOTSTXT_OBEY": True, "CONCURRENT_REQUESTS_PER_DOMAIN": int(sys.argv[3]), "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False, "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False, "LOG_LEVEL": "WARNING"}
advertools.crawl(
    [sys.argv[1]], sys.argv[2], follow_links=True, allowed_domains=["127.0.0.1"], custom_settings=settings
)
"""


def _advertools(address: str, folder: Path, _pages: int) -> Sequence[str]:
    return (str(PEERS), "-c", _ADVERTOOLS, address, str(folder / "pages.jl"), str(_TOGETHER))


def _browser(address: str, _folder: Path, pages: int) -> Sequence[str]:
    return (sys.executable, "-m", "bench.speed.browsing", address, str(pages))


def _lacks(program: str) -> str:
    return "" if shutil.which(program) else f"{program} is not installed (Debian: apt-get install {program})"


def peers(sample: int) -> tuple[Peer, ...]:
    """Everybody, ours first; the browser gets ``sample`` pages."""
    return (
        Peer(OURS, "`auditor run`: crawl, seal, judge, report", auditor),
        Peer(FLOOR, "bare Scrapy, a seen-set and a pattern for links", _spider(FLOOR)),
        Peer(PLAIN, "plain Scrapy spider: `LinkExtractor`, `response.follow`", _spider(PLAIN)),
        Peer("wget", "`wget --mirror`", _wget, _lacks("wget")),
        Peer("httrack", "`httrack`, limits off", _httrack, _lacks("httrack")),
        Peer("linkchecker", "`linkchecker`, limits off", _linkchecker, _lacks("linkchecker")),
        Peer(
            "advertools",
            "advertools' crawler",
            _advertools,
            "" if PEERS.is_file() else "advertools is not installed (make bench-peers)",
        ),
        Peer(
            BROWSER,
            "Playwright and Chromium, every page in the browser",
            _browser,
            "" if find_browser() else "no browser is installed (Debian: apt-get install chromium)",
            sample,
        ),
    )
