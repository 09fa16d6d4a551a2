"""``python -m bench.faults serve|run|campaign``: a portal that misbehaves by script, and audits of it."""

from __future__ import annotations

import argparse
import sys

from bench.faults import campaign, serve


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    commands = parser.add_subparsers(required=True)
    campaign.add_arguments(commands)
    serve.add_arguments(commands)
    args = parser.parse_args()
    return int(args.command(args))


if __name__ == "__main__":
    sys.exit(main())
