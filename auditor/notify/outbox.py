"""``notified.json`` in a run folder: what was sent, what waits and what failed, so that nothing is sent twice or forgotten.

It holds no secret and no address of a robot. A message that is not yet sent is kept whole; of one that is sent, its subject.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from auditor import codec, outputs
from auditor.errors import AuditorError
from auditor.notify.messages import Message
from reports.digest_values import Digest

NOTIFIED = "notified.json"
SCHEMA = "portal-auditor/notified/1"


class State(StrEnum):
    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Entry:
    """One message. ``at`` is when its state was last set (ISO 8601, Beijing time), ``since`` the day that the audit was compared
    with; ``tries`` counts calls that could not deliver it, ``reason`` says why the last one could not."""

    key: str
    portal: str
    since: str
    recipient: str
    channel: str
    target: str
    unit: str | None
    subject: str
    state: State
    at: str
    tries: int = 0
    reason: str = ""
    digest: Digest | None = None


@dataclass(frozen=True, slots=True)
class Outbox:
    schema: str = SCHEMA
    entries: tuple[Entry, ...] = ()

    def get(self, key: str) -> Entry | None:
        return next((entry for entry in self.entries if entry.key == key), None)

    def put(self, entry: Entry) -> Outbox:
        """With ``entry`` in the place of the one of its key, or at the end."""
        if self.get(entry.key) is None:
            return replace(self, entries=(*self.entries, entry))
        return replace(self, entries=tuple(entry if one.key == entry.key else one for one in self.entries))


def entry_of(message: Message, portal: str, since: str) -> Entry:
    """A message that nobody has tried to send yet."""
    return Entry(
        message.key,
        portal,
        since,
        message.recipient,
        message.channel,
        message.target,
        message.unit,
        message.digest.subject,
        State.WAITING,
        "",
        digest=message.digest,
    )


def read(folder: Path) -> Outbox:
    """The outbox of a run folder; an empty one when nothing was ever sent from it. AuditorError when it is broken."""
    path = folder / NOTIFIED
    try:
        found = codec.decode(path.read_bytes(), Outbox)
    except FileNotFoundError:
        return Outbox()
    except OSError as error:
        raise AuditorError(f"无法读取 {path}：{error.strerror or error}。请检查文件权限") from error
    except ValueError as error:
        raise AuditorError(
            f"{path} 已损坏（{codec.reason(error)}），无法知道哪些消息已经发送。请恢复该文件；删除它会把全部消息重发一次"
        ) from error
    if found.schema != SCHEMA:
        raise AuditorError(f"{path} 的格式版本不是 {SCHEMA}。请用写出该文件的版本打开")
    return found


def write(folder: Path, outbox: Outbox) -> None:
    """By rename. AuditorError names the cure."""
    outputs.write(folder / NOTIFIED, codec.encode_pretty(outbox))


def earlier(folder: Path) -> list[Path]:
    """Folders of earlier runs beside ``folder`` that sent something or meant to, the oldest first."""
    own = outputs.by_run(folder / NOTIFIED)
    found = sorted(map(outputs.by_run, folder.resolve().parent.glob(f"*/{NOTIFIED}")))
    return [path.parent for order, path in found if order < own[0] and path.parent.name != folder.name]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else sends for the runs beside ``folder`` meanwhile. AuditorError when somebody does already."""
    parent = folder.resolve().parent
    try:
        handle = os.open(parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise AuditorError(f"无法打开 {parent}：{error.strerror or error}。请检查目录权限") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise AuditorError(f"另一个 auditor notify 正在处理 {parent}。请等待其结束") from None
    finally:
        os.close(handle)
