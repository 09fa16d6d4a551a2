"""Certificates made on the spot, and small servers on loopback that show them or misbehave."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 6, 15, tzinfo=UTC)
KEY = ec.generate_private_key(ec.SECP256R1())


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def certificate(
    names: tuple[str, ...] = ("www.demo.gov.cn",),
    start: datetime = NOW - timedelta(days=100),
    end: datetime = NOW + timedelta(days=100),
    issuer: str = "www.demo.gov.cn",
    subject: str = "www.demo.gov.cn",
) -> x509.Certificate:
    """Signed by its own key; ``issuer`` is what it says."""
    alternatives: list[x509.GeneralName] = []
    for name in names:
        try:
            alternatives.append(x509.IPAddress(ip_address(name)))
        except ValueError:
            alternatives.append(x509.DNSName(name))
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(KEY.public_key())
        .serial_number(7)
        .not_valid_before(start)
        .not_valid_after(end)
    )
    if alternatives:
        builder = builder.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
    return builder.sign(KEY, hashes.SHA256())


@contextmanager
def tls_server(shown: x509.Certificate, folder: Path) -> Iterator[tuple[int, list[int]]]:
    """Gives the port, and a list that grows with every connection."""
    pem = folder / "server.pem"
    key = KEY.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(key + shown.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    made: list[int] = []

    def serve(raw: socket.socket) -> None:
        made.append(1)
        try:
            with context.wrap_socket(raw, server_side=True) as stream:
                if stream.recv(4096):
                    stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nhome")
        except (OSError, ssl.SSLError):
            pass

    with _listening(serve) as port:
        yield port, made


@contextmanager
def plain_server(*pieces: bytes, pause: float = 0.0) -> Iterator[int]:
    """Answers every connection with these pieces, pausing between them."""

    def serve(raw: socket.socket) -> None:
        with raw:
            raw.recv(4096)
            try:
                for piece in pieces:
                    raw.sendall(piece)
                    time.sleep(pause)
            except OSError:
                pass

    with _listening(serve) as port:
        yield port


@contextmanager
def _listening(serve: object) -> Iterator[int]:
    assert callable(serve)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def accept() -> None:
            while True:
                try:
                    raw, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(raw,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
