"""QR codes in a picture: bytes → what the codes say, read by a child with a bound on memory and time."""

from __future__ import annotations

from auditor.confined import Ended, ask_child
from auditor.documents.limits import MAX_BYTES
from auditor.model import CodeState

#: Time for one picture (seconds).
SECONDS = 30.0
_STARTS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")


def decode(data: bytes) -> tuple[CodeState, tuple[str, ...]]:
    """What the QR codes of a picture (PNG, JPEG, GIF, WebP, BMP) say, from top left to bottom right, each once.

    Never raises. BROKEN: no picture of these kinds, larger than the limits, or damaged. UNREADABLE: the patterns of a code
    are there, and no code of the picture can be read.
    """
    if len(data) > MAX_BYTES or not data.startswith(_STARTS):
        return CodeState.BROKEN, ()
    try:
        answer = ask_child("auditor.codes.scan", data=data, seconds=SECONDS)
    except Ended:
        return CodeState.BROKEN, ()
    return CodeState(answer["state"]), tuple(str(text) for text in answer["texts"])
