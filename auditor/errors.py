"""Errors that a user can mend. Their message is one Chinese sentence that names the place and the cure."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line; see README."""

    CLEAN = 0  # nothing at or above --fail-on
    FINDINGS = 1
    USAGE = 2  # wrong usage, configuration or environment
    NOT_JUDGED = 3  # the portal could not be judged
    INTERNAL = 4  # our own fault


class AuditorError(Exception):
    """Shown to the user as it is, without a traceback."""

    def __init__(self, message: str, exit_code: ExitCode = ExitCode.USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code
