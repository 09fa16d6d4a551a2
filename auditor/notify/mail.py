"""A digest by mail: one message to one address, encrypted unless the file says ``plain: true``.

Headers cannot be broken out of: subjects are one clean line, and :class:`email.message.EmailMessage` refuses line breaks.
``Auto-Submitted`` (RFC 3834) keeps out-of-office replies away; the Message-ID is the same whenever the same message is sent
again, so that a double can be told.
"""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from auditor.notify.config import Channel, Tls
from auditor.notify.credentials import Credentials
from auditor.notify.undelivered import Undelivered
from reports.digest_text import html, plain
from reports.digest_values import Digest
from reports.text import clean

TIMEOUT = 30.0
_PORTS = {Tls.SSL: 465, Tls.STARTTLS: 587}
_LOST = "发送中连接断开，可能已经送达；再次运行会重发"


def compose(
    digest: Digest, channel: Channel, to: str, key: str, now: datetime, report: bytes | None = None
) -> EmailMessage:
    """The mail: text, the same as HTML, and the report when it is given. ``key`` names the message."""
    mail = EmailMessage(policy=SMTP)
    user, _, domain = channel.sender.partition("@")
    mail["Subject"] = clean(digest.subject, 200)
    mail["From"] = Address(clean(channel.sender_name, 60), user, domain)
    mail["To"] = to
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{key}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(plain(digest), charset="utf-8", cte="base64")
    mail.add_alternative(html(digest), subtype="html", charset="utf-8", cte="base64")
    if report is not None:
        utf8 = {"charset": "utf-8"}
        mail.add_attachment(report, maintype="text", subtype="html", filename="report.html", params=utf8)
    return mail


def send(mail: EmailMessage, channel: Channel, credentials: Credentials) -> None:
    """Hand the mail to the server. Raises Undelivered."""
    try:
        server = _connected(channel)
    except ssl.SSLError as error:
        raise Undelivered(f"邮件服务器的证书或加密协议有问题（{error}）。请核对 host、port 和 tls") from None
    except smtplib.SMTPNotSupportedError:
        raise Undelivered("邮件服务器不支持 STARTTLS。请改用 tls: ssl，或核对 port") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(f"连不上邮件服务器（{_said(error)}）", again=True) from None
    try:
        _log_in(server, channel, credentials)
        _hand_over(server, mail, channel)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


def _connected(channel: Channel) -> smtplib.SMTP:
    """A connection, encrypted and checked unless the channel is plain. EHLO names the sender's domain, not this machine."""
    domain = channel.sender.partition("@")[2]
    port = channel.port or (25 if channel.plain else _PORTS[channel.tls])
    context = ssl.create_default_context()
    if not channel.plain and channel.tls is Tls.SSL:
        return smtplib.SMTP_SSL(channel.host, port, domain, timeout=TIMEOUT, context=context)
    server = smtplib.SMTP(channel.host, port, domain, timeout=TIMEOUT)
    if not channel.plain:
        try:
            server.starttls(context=context)
        except BaseException:
            server.close()
            raise
    return server


def _log_in(server: smtplib.SMTP, channel: Channel, credentials: Credentials) -> None:
    if not channel.user:
        return
    try:
        server.login(channel.user, credentials.password)
    except smtplib.SMTPResponseException as error:
        busy = 400 <= error.smtp_code < 500
        raise Undelivered(
            f"邮件服务器不接受登录（{_said(error)}）。请核对 user 和授权码", again=busy
        ) from None
    except (smtplib.SMTPNotSupportedError, UnicodeError):
        raise Undelivered("邮件服务器没有可用的登录方式，或口令含有非英文字符。请核对") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Undelivered(f"连不上邮件服务器（{_said(error)}）", again=True) from None


def _hand_over(server: smtplib.SMTP, mail: EmailMessage, channel: Channel) -> None:
    try:
        server.send_message(mail, channel.sender, [str(mail["To"])])
    except smtplib.SMTPRecipientsRefused as error:
        said = "；".join(_reply(code, text) for code, text in error.recipients.values())
        raise Undelivered(f"收件地址被拒收（{said}）。请核对地址", whole=False) from None
    except smtplib.SMTPSenderRefused as error:
        raise Undelivered(f"发件地址被拒绝（{_said(error)}）。请核对 sender") from None
    except smtplib.SMTPResponseException as error:
        busy = 400 <= error.smtp_code < 500
        raise Undelivered(f"邮件被拒收（{_said(error)}）", again=busy, whole=False) from None
    except (OSError, smtplib.SMTPException):
        raise Undelivered(_LOST) from None


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return str(error)[:200]


def _reply(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {words[:200]}"
