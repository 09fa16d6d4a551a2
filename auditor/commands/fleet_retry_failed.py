"""``auditor fleet retry-failed``: the portals that a night had given up, once more."""

from __future__ import annotations

import argparse

from auditor.commands.nightly import place_of, tell_result
from auditor.fleet.night import retry_failed


def run(arguments: argparse.Namespace) -> int:
    return tell_result(retry_failed(place_of(arguments), arguments.night), arguments)
