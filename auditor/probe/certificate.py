"""The certificate that a host shows, read even when no browser would trust it.

One handshake: the verification by the system's trust store is noted and not obeyed, names and dates are compared here.
Nothing is sent but the handshake.
"""

from __future__ import annotations

import select
import socket
import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from auditor.model import Certificate

#: OpenSSL's numbers for what it has against a certificate.
_NOT_YET, _EXPIRED, _SELF_SIGNED = 9, 10, 18
_CHAIN = frozenset({2, 19, 20, 21, 24})  # the issuer is unknown, missing, or no authority
_NAMES, _CLIPPED = 20, 120


def read_certificate(
    address: str, port: int, name: str, seconds: float, now: datetime | None = None
) -> Certificate:
    """Connect to a checked address and ask it for the certificate of ``name``.

    Raises OSError (refused, timed out) when nothing answers, and SSL.Error when what answers does not speak TLS.
    """
    deadline = time.monotonic() + seconds
    against: set[int] = set()
    with socket.create_connection((address, port), timeout=seconds) as raw:
        raw.setblocking(False)
        connection = SSL.Connection(_context(against), raw)
        if not _is_address(name):
            connection.set_tlsext_host_name(name.encode("idna"))
        connection.set_connect_state()
        _shake_hands(connection, raw, deadline)
        shown = connection.get_peer_certificate()
        if shown is None:
            raise SSL.Error("no certificate")
        return described(shown.to_cryptography(), name, against, now or datetime.now(UTC))


def described(
    certificate: x509.Certificate, name: str, against: set[int] | frozenset[int], now: datetime
) -> Certificate:
    """A certificate as the model has it. ``against`` are OpenSSL's objections."""
    names, addresses = _names(certificate)
    return Certificate(
        names=tuple(each[:_CLIPPED] for each in (*names, *addresses))[:_NAMES],
        issuer=_issuer(certificate),
        not_before=_iso(certificate.not_valid_before_utc),
        not_after=_iso(certificate.not_valid_after_utc),
        problem=_problem(certificate, name, against, now),
    )


def _problem(
    certificate: x509.Certificate, name: str, against: set[int] | frozenset[int], now: datetime
) -> str:
    """Why a browser would refuse it, the gravest first; what only this machine's store lacks comes last."""
    if now > certificate.not_valid_after_utc:
        return "expired"
    if now < certificate.not_valid_before_utc:
        return "not-yet-valid"
    if certificate.issuer == certificate.subject and against & {_SELF_SIGNED, *_CHAIN}:
        return "self-signed"
    if not _fits(certificate, name):
        return "wrong-host"
    return "unknown-issuer" if against & _CHAIN and has_trust_store() else ""


def has_trust_store() -> bool:
    """Whether this machine knows any authorities at all: without them no issuer is known."""
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    if paths.cafile and Path(paths.cafile).is_file():
        return True
    return folder is not None and folder.is_dir() and any(folder.iterdir())


def _context(against: set[int]) -> SSL.Context:
    context = SSL.Context(SSL.TLS_CLIENT_METHOD)
    context.set_default_verify_paths()
    # Old servers are to show their certificate too; that they are old is another question.
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_cipher_list(b"DEFAULT:@SECLEVEL=0")

    def note(connection: Any, shown: Any, error: int, depth: int, trusted: int) -> bool:
        if not trusted:
            against.add(error)
        return True

    context.set_verify(SSL.VERIFY_PEER, note)
    return context


def _shake_hands(connection: SSL.Connection, raw: socket.socket, deadline: float) -> None:
    while True:
        try:
            connection.do_handshake()
            return
        except SSL.WantReadError:
            ready: tuple[Sequence[Any], ...] = select.select(
                [raw], [], [], max(0.0, deadline - time.monotonic())
            )
        except SSL.WantWriteError:
            ready = select.select([], [raw], [], max(0.0, deadline - time.monotonic()))
        if not any(ready):
            raise TimeoutError("no end of the handshake")


def _names(certificate: x509.Certificate) -> tuple[list[str], list[str]]:
    """Host names and addresses that it is for; the old common name only when it names none."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        hosts = [str(each) for each in names.get_values_for_type(x509.DNSName)]
        return hosts, [str(each) for each in names.get_values_for_type(x509.IPAddress)]
    except (x509.ExtensionNotFound, ValueError):
        common = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return [str(each.value) for each in common], []


def _fits(certificate: x509.Certificate, name: str) -> bool:
    names, addresses = _names(certificate)
    if _is_address(name):
        return any(ip_address(each) == ip_address(name) for each in addresses if _is_address(each))
    wanted = name.encode("idna").decode("ascii").lower().rstrip(".")
    return any(_matches(each.lower().rstrip("."), wanted) for each in names)


def _matches(pattern: str, name: str) -> bool:
    """A star stands for the whole first label and for no more."""
    if pattern.startswith("*."):
        return name.partition(".")[2] == pattern[2:] and bool(pattern[2:])
    return pattern == name


def _issuer(certificate: x509.Certificate) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        found = certificate.issuer.get_attributes_for_oid(kind)
        if found:
            return str(found[0].value)[:_CLIPPED]
    return ""


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
