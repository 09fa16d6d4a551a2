"""``python -m bench.speed``: our pipeline beside bare Scrapy, the plain spider and what a user would pick instead.

    python -m bench.speed [--quick] [--pages 2000] [--rounds 3] [--case wenhe] [--only NAME…] [--json FILE] [--write FILE]
    python -m bench.speed serve [--pages 2000 | --case qinghe] [--port 0] [--hosts 1]

Everybody fetches the same generated portal from a server of its own process on loopback; nobody waits for politeness. Pages are
counted by the server; CPU is that of the command with its children, without the server. Ratios are taken round by round.
The exit code is 1 when a promise is broken that does not depend on speed: all pages read, none twice, the same audit again.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from auditor.crawl.browser import find_browser
from bench.result import check_section, write_json, write_section
from bench.speed import report, server
from bench.speed.peers import BROWSER, FLOOR, OURS, PEERS, PLAIN, Peer, peers
from bench.speed.rounds import Again, Size, judge_again, race, stages, starts, together

SECTION = "speed"
#: Who takes part in the quick form, and who on the saved portal: those that need seconds.
_QUICK = (OURS, FLOOR, PLAIN, "wget", "httrack")
_SAMPLE = 100


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="python -m bench.speed",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("--quick", action="store_true", help="a small portal, one round, no slow peers")
    made.add_argument("--pages", type=int, default=2_000)
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--case", default="wenhe", help="the saved portal besides the generated one")
    made.add_argument(
        "--only", nargs="+", metavar="NAME", help="peers that take part besides the two Scrapy spiders"
    )
    made.add_argument("--json", type=Path)
    made.add_argument("--write", type=Path, help="document whose section is rewritten")
    commands = made.add_subparsers(dest="command")
    serve = commands.add_parser(
        "serve", help="serve the generated portal, or a case of fixtures/html, until killed"
    )
    serve.add_argument("--pages", type=int, default=2_000)
    serve.add_argument("--case")
    serve.add_argument("--port", type=int, default=0)
    serve.add_argument("--hosts", type=int, default=1)
    return made


def chosen(only: Sequence[str] | None, sample: int) -> tuple[Peer, ...]:
    """Those that take part; ours and the two spiders always do."""
    everybody = peers(sample)
    if only is None:
        return everybody
    return tuple(peer for peer in everybody if peer.name in {OURS, FLOOR, PLAIN, *only})


def measure(arguments: argparse.Namespace) -> report.Measured:
    """All that the command measures, told line by line while it goes."""
    size = Size(arguments.pages, arguments.rounds, starts=9, portals=8, portal_pages=400)
    only = arguments.only
    if arguments.quick:
        size, only = Size(240, 1, starts=3, portals=3, portal_pages=206), only or _QUICK
    taking = chosen(only, min(_SAMPLE, size.pages))
    present = [peer for peer in taking if not peer.absent]
    again: list[Again] = []
    with server.serving("--pages", str(size.pages)) as (address,):
        runs = race(
            present, size.rounds, address, size.pages, _tell,
            lambda finished, scratch: again.append(judge_again(finished, scratch)),
        )  # fmt: skip
        spent = stages(address, size.pages)
    with server.serving("--case", arguments.case) as (address,):
        quickest = [peer for peer in present if peer.name in _QUICK]
        family = race(quickest, size.rounds, address, size.pages, _tell)
    return report.Measured(
        size,
        taking,
        runs,
        again,
        spent,
        starts(size.starts),
        together(size),
        arguments.case,
        family,
        _versions(taking),
    )


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _versions(taking: Sequence[Peer]) -> str:
    """Versions of the peers that are programs, as they tell them."""
    browser = find_browser()
    asked: dict[str, Sequence[str]] = {
        "wget": ("wget", "--version"),
        "httrack": ("httrack", "--version"),
        "linkchecker": ("linkchecker", "--version"),
        "advertools": (str(PEERS), "-c", "import advertools; print('advertools', advertools.__version__)"),
        BROWSER: (str(browser.program), "--version") if browser else (),
    }
    lines = []
    for peer in taking:
        if not peer.absent and asked.get(peer.name):
            done = subprocess.run(asked[peer.name], capture_output=True, text=True, check=False)
            found = re.match(r"\D*\d[\d.-]*", done.stdout.strip())
            lines.append(found[0] if found else f"{peer.name} of unknown version")
    return ", ".join(lines)


def main(words: Sequence[str] | None = None) -> int:
    arguments = parser().parse_args(words)
    if arguments.command == "serve":
        server.main(arguments.pages, arguments.case, arguments.port, arguments.hosts)
        return 0
    if arguments.write:
        try:
            check_section(arguments.write, SECTION)
        except ValueError as error:
            raise SystemExit(str(error)) from None
    found = measure(arguments)
    section = report.text(found)
    print(section)
    if arguments.json:
        write_json(arguments.json, report.figures(found))
    if arguments.write:
        write_section(arguments.write, SECTION, section)
    broken = report.broken(found)
    for line in broken:
        print(f"broken: {line}", file=sys.stderr)
    return 1 if broken else 0
