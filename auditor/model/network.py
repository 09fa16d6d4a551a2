"""What was learned of the portal's hosts besides pages: addresses, certificate, availability over time."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Certificate:
    """The certificate that a host shows; ISO 8601 UTC. ``problem`` is why a browser would not trust it:
    ``expired``, ``not-yet-valid``, ``self-signed``, ``wrong-host``, ``unknown-issuer``, "" when it would."""

    names: tuple[str, ...] = ()
    issuer: str = ""
    not_before: str = ""
    not_after: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class HostFacts:
    """One host of the portal, as probed at the end of a crawl. None = not known (``reason`` says why).

    ``ipv6`` tells whether it has an AAAA record, ``reachable6`` whether it answers there (None where this machine has
    no IPv6). ``https`` tells whether it answers on port 443; ``certificate`` is what it shows there.
    """

    host: str
    ipv6: bool | None = None
    addresses6: tuple[str, ...] = ()
    reachable6: bool | None = None
    https: bool | None = None
    certificate: Certificate | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """One look at the home page: when (ISO 8601 UTC), how many seconds it took, and how it failed (a
    :class:`~auditor.model.snapshot.Failure` value, "" when it did not)."""

    at: str
    seconds: float
    failure: str = ""
    status: int | None = None
