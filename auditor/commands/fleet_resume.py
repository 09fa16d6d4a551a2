"""``auditor fleet resume``: a night that was stopped or killed goes on."""

from __future__ import annotations

import argparse

from auditor.commands.nightly import place_of, tell_result
from auditor.fleet.night import resume_night


def run(arguments: argparse.Namespace) -> int:
    return tell_result(resume_night(place_of(arguments), arguments.night), arguments)
