"""Sending: which way a message goes, how often it is tried, and how fast.

A cause that may pass within seconds is tried twice more; what may already have arrived never is. When a whole channel is down
its other messages are not tried in this call. Between two messages to a robot lies its pause (20 a minute and the like).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from auditor.notify import dingtalk, feishu, mail, wecom
from auditor.notify.config import Channel, Kind
from auditor.notify.credentials import Credentials
from auditor.notify.outbox import Entry
from auditor.notify.undelivered import Undelivered
from auditor.outputs import REPORT
from reports.text import clean

ROBOTS = {Kind.WECOM: wecom.ROBOT, Kind.DINGTALK: dingtalk.ROBOT, Kind.FEISHU: feishu.ROBOT}
#: Seconds before the second and the third try.
BACK_OFF = (2.0, 8.0)
#: A larger report is not attached (bytes); most mail servers refuse it.
_ATTACHED = 15 * 1024 * 1024


class Clock(Protocol):
    def now(self) -> datetime: ...
    def sleep(self, seconds: float) -> None: ...


@dataclass(slots=True)
class Courier:
    """Carries the messages of one call. ``down`` says why a channel is not tried any more, ``last`` when it was last used."""

    channels: Mapping[str, Channel]
    credentials: Mapping[str, Credentials]
    clock: Clock
    down: dict[str, str] = field(default_factory=dict)
    last: dict[str, datetime] = field(default_factory=dict)

    def carry(self, entry: Entry, folder: Path) -> str:
        """Send one message of the run in ``folder``. Gives "" when it was taken, otherwise the reason, fit to be shown."""
        if reason := self.down.get(entry.channel):
            return f"本次不再尝试这个通道：{reason}"
        channel, credentials = self.channels[entry.channel], self.credentials[entry.channel]
        try:
            self._try(self._way(entry, folder, channel, credentials), channel)
        except Undelivered as error:
            reason = clean(credentials.redact(error.message), 300)
            if error.whole:
                self.down[entry.channel] = reason
            return reason
        return ""

    def _way(
        self, entry: Entry, folder: Path, channel: Channel, credentials: Credentials
    ) -> Callable[[], None]:
        digest = entry.digest
        assert digest is not None, "a message that is not sent yet is kept whole"
        if channel.kind in ROBOTS:
            return lambda: ROBOTS[channel.kind].send(digest, credentials, self.clock.now())
        report = _report(folder) if channel.attach_report else None
        letter = mail.compose(digest, channel, entry.target, entry.key, self.clock.now(), report)
        return lambda: mail.send(letter, channel, credentials)

    def _try(self, way: Callable[[], None], channel: Channel) -> None:
        for wait in (*BACK_OFF, None):
            self._pause(channel)
            try:
                return way()
            except Undelivered as error:
                if wait is None or not error.again:
                    raise
                self.clock.sleep(wait)
        return None

    def _pause(self, channel: Channel) -> None:
        """Wait until the channel may be used again."""
        if channel.kind in ROBOTS and channel.name in self.last:
            passed = (self.clock.now() - self.last[channel.name]).total_seconds()
            left = ROBOTS[channel.kind].pause - max(passed, 0.0)
            if left > 0:
                self.clock.sleep(left)
        self.last[channel.name] = self.clock.now()


def _report(folder: Path) -> bytes | None:
    """The report of a run, when there is one that is not too large for a mail."""
    path = folder / REPORT
    try:
        return path.read_bytes() if path.stat().st_size <= _ATTACHED else None
    except OSError:
        return None
