"""One call of ``auditor notify``: what was left over from earlier runs, then the news of this one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from auditor.notify import outbox
from auditor.notify.config import Config
from auditor.notify.credentials import Credentials
from auditor.notify.delivery import Clock, Courier
from auditor.notify.messages import Message
from auditor.notify.outbox import Entry, State
from auditor.notify.quiet import BEIJING, is_quiet

#: After so many calls that could not deliver it, a message of an earlier run is let be.
_TRIES = 5


@dataclass(frozen=True, slots=True)
class Due:
    """A message that is to be sent, and the run folder that it belongs to."""

    folder: Path
    entry: Entry


@dataclass(frozen=True, slots=True)
class Agenda:
    """``due`` in the order of sending; ``done`` were sent by an earlier call."""

    due: tuple[Due, ...]
    done: tuple[Entry, ...]


def agenda(folder: Path, messages: Sequence[Message], config: Config, portal: str, since: str) -> Agenda:
    """What is to be sent now, by the outboxes of this run and of the earlier ones beside it. Writes nothing. AuditorError when
    an outbox is broken."""
    own = outbox.read(folder)
    due, done = [*_left_over(folder, config, portal)], []
    for message in messages:
        known = own.get(message.key)
        if known and known.state is State.SENT:
            done.append(known)
        else:
            tries = known.tries if known else 0
            due.append(Due(folder, replace(outbox.entry_of(message, portal, since), tries=tries)))
    return Agenda(tuple(due), tuple(done))


def _left_over(folder: Path, config: Config, portal: str) -> Iterator[Due]:
    """Messages of earlier runs of the portal that wait or failed, as far as the file still knows whom they are for."""
    wanted = {(one.name, one.channel, to) for one in config.recipients for to in (one.to or ("",))}
    for each in outbox.earlier(folder):
        for entry in outbox.read(each).entries:
            known = (entry.recipient, entry.channel, entry.target) in wanted and entry.portal == portal
            if known and entry.state is not State.SENT and entry.digest and entry.tries < _TRIES:
                yield Due(each, entry)


def dispatch(
    folder: Path, todo: Agenda, config: Config, credentials: Mapping[str, Credentials], clock: Clock
) -> Iterator[Entry]:
    """Send what is due, or let it wait in quiet hours; gives each message as it stands then. After each the outbox is written, so
    that an interruption forgets nothing. Messages of this run that are no longer news are taken out."""
    _tidy(folder, todo)
    courier = Courier({channel.name: channel for channel in config.channels}, credentials, clock)
    for due in todo.due:
        if is_quiet(config.quiet_hours, clock.now()):
            entry = replace(due.entry, state=State.WAITING)
        elif reason := courier.carry(due.entry, due.folder):
            entry = replace(due.entry, state=State.FAILED, reason=reason, tries=due.entry.tries + 1)
        else:
            entry = replace(due.entry, state=State.SENT, reason="", digest=None)
        entry = replace(entry, at=clock.now().astimezone(BEIJING).isoformat(timespec="seconds"))
        outbox.write(due.folder, outbox.read(due.folder).put(entry))
        yield entry


def _tidy(folder: Path, todo: Agenda) -> None:
    """Take out what waits in this run's outbox and is not due: the audit was judged again and says otherwise now."""
    own = outbox.read(folder)
    wanted = {due.entry.key for due in todo.due if due.folder == folder}
    kept = tuple(entry for entry in own.entries if entry.state is State.SENT or entry.key in wanted)
    if len(kept) < len(own.entries):
        outbox.write(folder, replace(own, entries=kept))
