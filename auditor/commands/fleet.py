"""``auditor fleet …``: hands over to the module of the sub-command, imported when it is called."""

from __future__ import annotations

import argparse
import importlib


def run(arguments: argparse.Namespace) -> int:
    name = arguments.fleet_command.replace("-", "_")
    command = importlib.import_module(f"auditor.commands.fleet_{name}")
    return int(command.run(arguments))
