"""Serve a case with faults to try them by hand: ``python -m bench.faults serve --case qinghe --fault slow-loris``."""

from __future__ import annotations

import argparse
import time
from contextlib import suppress

from auditor.target import CASES
from bench.faults.faults import FAULTS
from bench.faults.model import Aim, Fault, Placed, Times
from bench.faults.server import FaultyPortal


def add_arguments(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="serve a portal with faults until Ctrl-C")
    serve.add_argument(
        "--case", default="qinghe", choices=sorted(p.parent.name for p in CASES.glob("*/site.json"))
    )
    serve.add_argument(
        "--fault", action="append", default=[], choices=[each.name for each in FAULTS], metavar="NAME"
    )
    serve.add_argument("--path", help="glob of path and query; by default all that the fault is made for")
    serve.add_argument("--after", type=int, default=0, help="not the first so many requests")
    serve.add_argument("--every", type=int, default=1, help="every so-many-th request")
    serve.add_argument("--count", type=int, default=0, help="so many requests at most")
    serve.add_argument("--seed", type=int, default=0)
    serve.add_argument("--patience", type=float, default=120.0, help="seconds that slow faults take")
    serve.set_defaults(command=run_serve)
    listed = commands.add_parser("list", help="all faults, one to a line")
    listed.set_defaults(command=run_list)


def run_list(_args: argparse.Namespace) -> int:
    """Names, families and what they do."""
    for each in FAULTS:
        print(f"{each.family:10} {each.name:26} {each.what}")
    return 0


def run_serve(args: argparse.Namespace) -> int:
    """Serves until it is interrupted; prints every request with the fault that struck."""
    times = Times(args.after, args.every, args.count)
    known = {each.name: each for each in FAULTS}
    placed = [Placed(known[name], args.path or _glob(known[name]), times) for name in args.fault]
    with (
        FaultyPortal(CASES / args.case, placed, args.seed, args.patience) as portal,
        suppress(KeyboardInterrupt),
    ):
        print(f"{portal.url} answers at {portal.origin()}/", flush=True)
        _follow(portal)
    return 0


def _follow(portal: FaultyPortal) -> None:
    shown = 0
    while True:
        for asked in portal.log[shown:]:
            print(f"{asked.method} {asked.host} {asked.target}  {asked.fault or 'as it is'}", flush=True)
            shown += 1
        time.sleep(0.1)


def _glob(fault: Fault) -> str:
    return "/robots.txt" if fault.aims == (Aim.ROBOTS,) else "*"
