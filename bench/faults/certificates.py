"""TLS contexts with a fault in their certificate or their protocol; keys and certificates are made on the spot."""

from __future__ import annotations

import ssl
import tempfile
import warnings
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.faults.model import Handshake

#: Faults that come with a certificate.
CERTIFIED = frozenset(
    {Handshake.EXPIRED, Handshake.WRONG_HOST, Handshake.SELF_SIGNED, Handshake.OLD_PROTOCOL}
)
_YEAR = timedelta(days=365)


def certificate(how: Handshake, host: str = "localhost") -> bytes:
    """Private key and certificate as PEM. An expired one ended a day ago, one for a wrong host names another portal; only a
    self-signed one has no issuer besides itself (an issuer that nobody knows)."""
    now = datetime.now(UTC)
    end = now - timedelta(days=1) if how is Handshake.EXPIRED else now + _YEAR
    named = "www.example-elsewhere.test" if how is Handshake.WRONG_HOST else host
    key = ec.generate_private_key(ec.SECP256R1())
    is_own = how is Handshake.SELF_SIGNED
    signer = key if is_own else ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(named))
        .issuer_name(_name(named if is_own else "Nobody's CA"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - 2 * _YEAR)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(named)]), critical=False)
        .sign(signer, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + made.public_bytes(serialization.Encoding.PEM)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


@lru_cache(maxsize=8)
def faulty_context(how: Handshake) -> ssl.SSLContext:
    """A server's context; OLD_PROTOCOL speaks nothing newer than TLS 1.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "own.pem"
        file.touch(mode=0o600)
        file.write_bytes(certificate(how))
        context.load_cert_chain(file)
    if how is Handshake.OLD_PROTOCOL:
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context
