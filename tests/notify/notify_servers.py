"""Real servers on loopback that write down what reaches them: robots over HTTP(S), mail over SMTP."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class RobotServer:
    """``answers`` are given one after the other, the last one for ever: (status, body, headers), or None to hang up."""

    port: int = 0
    answers: list[tuple[int, bytes, dict[str, str]] | None] = field(
        default_factory=lambda: [(200, b'{"errcode":0,"errmsg":"ok","code":0,"msg":"success"}', {})]
    )
    paths: list[str] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, *answers: tuple[int, Any] | None) -> None:
        self.answers = [one and (one[0], json.dumps(one[1]).encode(), {}) for one in answers]


@contextmanager
def robot_server(context: ssl.SSLContext | None = None) -> Iterator[RobotServer]:
    seen = RobotServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.paths.append(self.path)
            seen.bodies.append(json.loads(body))
            seen.sizes.append(len(body))
            answer = seen.answers.pop(0) if len(seen.answers) > 1 else seen.answers[0]
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(answer[0])
            for name, value in answer[2].items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a refused certificate is no error of ours
        seen.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield seen
        server.shutdown()


@dataclass
class MailServer:
    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    reached: list[tuple[str, str]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refused: tuple[str, ...] = ()
    busy: int = 0

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, _: Any) -> str:
        if address in self.refused:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.busy:
            self.busy -= 1
            return "451 try again later"
        content = envelope.content
        assert isinstance(content, bytes)
        self.raw.append(content)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        self.mails.append(parsed)
        self.reached.append((str(envelope.mail_from), ",".join(envelope.rcpt_tos)))
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"mail-password-1", handled=False)


@contextmanager
def mail_server(
    tls: ssl.SSLContext | None = None, starttls: bool = False, login: bool = False
) -> Iterator[MailServer]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    seen = MailServer(port)
    options: dict[str, Any] = {"authenticator": seen.authenticate, "auth_required": login}
    if tls and starttls:
        options |= {"tls_context": tls, "require_starttls": True}
    if login and not starttls:
        options["auth_require_tls"] = False  # the connection as a whole is encrypted
    controller = Controller(
        seen, "127.0.0.1", port, ssl_context=tls if tls and not starttls else None, **options
    )
    controller.start()
    try:
        yield seen
    finally:
        with contextlib.suppress(OSError):
            controller.stop()


@dataclass(frozen=True)
class Authority:
    certificate: Path
    pem: Path

    @property
    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.pem)
        return context


def make_authority(folder: Path) -> Authority:
    """A self-signed certificate for 127.0.0.1, valid from yesterday until tomorrow."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = signed.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    found = Authority(folder / "ca.pem", folder / "server.pem")
    found.certificate.write_bytes(public)
    found.pem.write_bytes(private + public)
    return found
