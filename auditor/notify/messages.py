"""Which digests an audit gives, and to whom each goes. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from auditor.model import Audit, Severity
from auditor.model.reporting import AuditDiff
from auditor.notify.config import Config, Recipient
from auditor.notify.quiet import deadline_words
from auditor.sufficiency import Unjudged
from reports.digest import NOBODY, digest_of, units_of
from reports.digest_values import Digest, Selection


@dataclass(frozen=True, slots=True)
class Message:
    """A digest on its way to one target: a mail address, or "" for the group of a robot. ``key`` is the same for the same
    news to the same people, whatever else changed in the text."""

    key: str
    recipient: str
    channel: str
    target: str
    unit: str | None
    digest: Digest


def usable(audit: Audit) -> bool:
    """Whether anything may be said of the portal: of one that could not be judged nobody is told anything."""
    return audit.unjudged in (None, Unjudged.INTERRUPTED)


def plan(audit: Audit, diff: AuditDiff | None, config: Config, run: str) -> tuple[Message, ...]:
    """The messages for one audit, in the order of the file. Whoever has nothing new and nothing mended gets none; ``run`` is
    the name of the run folder, for the link."""
    if not usable(audit):
        return ()
    link = config.link(audit.portal.code, run)
    days = config.deadline_workdays
    due = deadline_words(date.fromisoformat(audit.today), days) if days else ""
    messages = []
    for recipient in config.recipients:
        if recipient.portals and audit.portal.code not in recipient.portals:
            continue
        severities = frozenset(recipient.severities or Severity)
        for unit in _units(recipient, audit, diff):
            digest = digest_of(audit, diff, Selection(unit, severities), link=link, deadline=due)
            if digest.news:
                messages += list(_addressed(audit.portal.code, recipient, unit, digest))
    return tuple(messages)


def _units(recipient: Recipient, audit: Audit, diff: AuditDiff | None) -> tuple[str | None, ...]:
    if recipient.units == ("*",):
        return units_of(audit, diff)
    return tuple("" if unit == NOBODY else unit for unit in recipient.units) or (None,)


def _addressed(portal: str, recipient: Recipient, unit: str | None, digest: Digest) -> Iterator[Message]:
    for target in recipient.to or ("",):
        parts = (portal, recipient.name, recipient.channel, target, repr(unit), *digest.news)
        key = hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
        yield Message(key, recipient.name, recipient.channel, target, unit, digest)
