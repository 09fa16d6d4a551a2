"""Faults of TLS; the pages behind it are the true ones."""

from __future__ import annotations

from bench.faults.making import family
from bench.faults.model import Aim, Allowed, Fault, Handshake

_fault = family("tls")
_SITE = (Aim.SITE,)
_MIXED = Allowed("mixed-content", "the portal is served by HTTPS and loads from http: as it always did")
_BAD = (Allowed("invalid-certificate", "the certificate is not valid for the portal"), _MIXED)

TLS: tuple[Fault, ...] = (
    _fault("tls-expired", "the certificate ended a day ago", Handshake.EXPIRED, _SITE, _BAD),
    _fault("tls-wrong-host", "the certificate names another portal", Handshake.WRONG_HOST, _SITE, _BAD),
    _fault("tls-self-signed", "nobody vouches for the certificate", Handshake.SELF_SIGNED, _SITE, _BAD),
    _fault("tls-old", "nothing newer than TLS 1.1", Handshake.OLD_PROTOCOL, _SITE, (_MIXED,)),
    _fault("tls-cut-off", "hangs up in the middle of the handshake", Handshake.CUT_OFF, _SITE),
    _fault("tls-plain", "plain HTTP on the port of https", Handshake.PLAIN, _SITE),
)
