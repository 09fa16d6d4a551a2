"""Which browser renders pages, and with which switches it is started.

Playwright's own Chromium is taken when it is installed, else a Chromium or Chrome on the PATH. Nothing is downloaded
and nothing is started here: looking for a browser is cheap, so that a crawl can say early that it has none.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: Names under which distributions install a browser that Playwright can drive.
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Folders of Playwright's downloads that hold a Chromium, the lighter one first; each ends with a revision.
_MANAGED = ("chromium_headless_shell-*", "chromium-*")
_MANAGED_PROGRAMS = ("headless_shell", "chrome-headless-shell", "chrome", "Chromium")
_COMPLETE = "INSTALLATION_COMPLETE"  # written by Playwright when a download is whole

#: Whatever the browser wants to reach, a name or an address, does not exist: its pages get their bytes from the
#: crawl's own client. This also stops what no page interception sees: prefetch, sockets, workers, redirects.
_OFFLINE = (
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_QUIET = (
    "--disable-background-networking",
    "--disable-client-side-phishing-detection",
    "--disable-component-update",
    "--disable-crash-reporter",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-notifications",
    "--disable-quic",
    "--disable-sync",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--no-service-autorun",
)
#: One page may not eat the machine: V8 ends one that wants more (MB). Each page keeps a process of its own, so that
#: none falls with another.
_MODEST = (
    "--js-flags=--max-old-space-size=256",
    "--disable-gpu",
    "--blink-settings=imagesEnabled=false",
)
#: Seconds within which the browser must be up.
START_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a page may take. Seconds: ``whole`` from the document to the last word, ``quiet`` without a request
    before a page counts as done, ``grace`` beyond that before it is given up. ``pages`` are open at a time."""

    whole: float = 12.0
    quiet: float = 0.4
    grace: float = 15.0
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser on this machine. ``program`` is its executable, ``sandboxed`` whether its sandbox can be used."""

    program: Path
    sandboxed: bool = True

    @property
    def launch_options(self) -> dict[str, Any]:
        """Keywords of Playwright's ``launch``. Signals are the crawl's business: Ctrl-C ends it in good order."""
        return {
            "executable_path": str(self.program),
            "headless": True,
            "chromium_sandbox": self.sandboxed,
            "args": [*_OFFLINE, *_QUIET, *_MODEST],
            "handle_sigint": False,
            "handle_sigterm": False,
            "handle_sighup": False,
            "timeout": START_SECONDS * 1000,
        }


def find_browser(environ: Mapping[str, str] | None = None) -> Browser | None:
    """The browser to use; None when this machine has none.

    ``environ`` (default: that of the process) gives PATH, HOME and PLAYWRIGHT_BROWSERS_PATH.
    """
    environ = os.environ if environ is None else environ
    program = _managed(environ) or _installed(environ)
    return Browser(program, sandboxed=not _is_root()) if program is not None else None


def _managed(environ: Mapping[str, str]) -> Path | None:
    """Playwright's own Chromium, newest revision first; None when none was downloaded whole."""
    folder = _downloads(environ)
    if folder is None:
        return None
    for pattern in _MANAGED:
        for revision in sorted(folder.glob(pattern), key=_revision, reverse=True):
            if not (revision / _COMPLETE).is_file():
                continue
            for name in _MANAGED_PROGRAMS:
                for program in sorted(revision.glob(f"*/{name}")):
                    if os.access(program, os.X_OK) and program.is_file():
                        return program
    return None


def _downloads(environ: Mapping[str, str]) -> Path | None:
    """Where Playwright keeps its browsers; ``0`` means inside its own package, which we do not use."""
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if named:
        return Path(named) if named != "0" else None
    home = environ.get("HOME")
    if not home:
        return None
    if sys.platform == "darwin":
        return Path(home, "Library", "Caches", "ms-playwright")
    return Path(environ.get("XDG_CACHE_HOME") or Path(home, ".cache"), "ms-playwright")


def _revision(folder: Path) -> int:
    number = folder.name.rpartition("-")[2]
    return int(number) if number.isdigit() else 0


def _installed(environ: Mapping[str, str]) -> Path | None:
    path = environ.get("PATH", "")
    found = (shutil.which(name, path=path) for name in PROGRAMS)
    return next((Path(program) for program in found if program), None)


def _is_root() -> bool:
    """Chromium's sandbox refuses to start for root; everywhere else it stays on."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
