"""``auditor fleet run``: a new night over a register."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from auditor.commands.nightly import place_of, tell_plan, tell_result
from auditor.fleet.night import run_night
from auditor.fleet.record import NightOptions
from auditor.fleet.register import read_register
from auditor.fleet.starting import Asked


def run(arguments: argparse.Namespace) -> int:
    options = NightOptions(
        browser=arguments.browser,
        update=arguments.update,
        confirm=arguments.confirm == "on",
        probes=arguments.probes == "on",
        until=arguments.until or "",
    )
    day, today = (date.fromisoformat(text) if text else None for text in (arguments.night, arguments.today))
    asked = Asked(read_register(Path(arguments.register)), options, day, today)
    return tell_result(run_night(place_of(arguments), asked, tell_plan), arguments)
