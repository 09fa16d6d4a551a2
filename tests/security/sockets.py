"""Which sockets a process has open, told by the kernel: what a port scan from outside would find, and what it would miss."""

from __future__ import annotations

import os
import re
import socket
import struct
from dataclasses import dataclass
from pathlib import Path

_LISTEN = "0A"
_INODE = re.compile(r"socket:\[(\d+)\]")


@dataclass(frozen=True, slots=True, order=True)
class Listener:
    """A socket that takes connections (TCP), or a UDP socket that is bound to a port."""

    kind: str
    address: str
    port: int


def listeners(pid: int) -> set[Listener]:
    """The listening sockets of a process and its children. Linux only; empty for a process that has ended."""
    mine = {inode for each in family(pid) for inode in _inodes(each)}
    found = set()
    for kind in ("tcp", "tcp6", "udp", "udp6"):
        for line in _lines(Path(f"/proc/{pid}/net/{kind}")):
            fields = line.split()
            address, _, port = fields[1].partition(":")
            is_open = fields[3] == _LISTEN or kind.startswith("udp")
            if is_open and fields[9] in mine:
                found.add(Listener(kind, _shown(address), int(port, 16)))
    return found


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    children = [
        int(each) for path in Path(f"/proc/{pid}/task").glob("*/children") for each in _text(path).split()
    ]
    return [pid, *(one for child in children for one in family(child))]


def _inodes(pid: int) -> set[str]:
    found = set()
    for path in Path(f"/proc/{pid}/fd").glob("*"):
        try:
            named = _INODE.match(os.readlink(path))
        except OSError:  # closed in this very moment
            continue
        if named:
            found.add(named[1])
    return found


def _lines(path: Path) -> list[str]:
    return _text(path).splitlines()[1:]


def _text(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:
        return ""


def _shown(address: str) -> str:
    words = [address[start : start + 8] for start in range(0, len(address), 8)]
    packed = b"".join(struct.pack("=I", int(word, 16)) for word in words)
    return socket.inet_ntop(socket.AF_INET if len(packed) == 4 else socket.AF_INET6, packed)
