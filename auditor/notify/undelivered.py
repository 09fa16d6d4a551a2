"""Why a message did not arrive."""

from __future__ import annotations


class Undelivered(Exception):
    """``message`` is Chinese and may hold words of a server: redact and clean it before it is shown.

    ``again``: the cause may pass within seconds, and the message was certainly not taken. ``whole``: nothing else can go
    this way at present, so the other messages of the channel need not be tried.
    """

    def __init__(self, message: str, *, again: bool = False, whole: bool = True) -> None:
        super().__init__(message)
        self.message = message
        self.again = again
        self.whole = whole
