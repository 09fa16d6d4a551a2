"""JSON over HTTP to a group robot: certificates checked, nowhere redirected to, bounded in time and size.

Proxies of the environment (``https_proxy``) are used as everywhere. What the robot answers is judged by its own code, for all
three answer HTTP 200 also when they refuse.
"""

from __future__ import annotations

import http.client
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auditor import codec
from auditor.notify.credentials import Credentials
from auditor.notify.undelivered import Undelivered
from reports.digest_values import Digest

#: Seconds for connecting, and for each wait for the answer.
TIMEOUT = 15.0
#: An answer is a short JSON object.
_ANSWER_LIMIT = 64 * 1024
_LOST = "没有收到答复，可能已经送达；再次运行会重发"


@dataclass(frozen=True, slots=True)
class Request:
    """The address holds the robot's key: never shown."""

    url: str = field(repr=False)
    body: bytes


@dataclass(frozen=True, slots=True)
class Robot:
    """The protocol of one make of robot. ``request`` builds a signed request that is within the robot's limit of size;
    ``code`` is the key of the answer that is 0 on success; ``busy`` are the codes after which trying again helps;
    ``causes`` explains codes to people; ``pause`` are the seconds between two messages."""

    request: Callable[[Digest, Credentials, datetime], Request]
    code: str
    pause: float
    busy: frozenset[int] = frozenset()
    causes: Mapping[int, str] = field(default_factory=dict)

    def send(self, digest: Digest, credentials: Credentials, now: datetime) -> None:
        """Send one message. Raises Undelivered."""
        status, answer = _post(self.request(digest, credentials, now))
        code = answer.get(self.code) if isinstance(answer, dict) else None
        if status == 200 and code == 0 and not isinstance(code, bool):
            return
        if isinstance(code, int) and code:
            said = answer.get("errmsg") or answer.get("msg") or ""
            why = self.causes.get(code, "请对照机器人的文档核对")
            raise Undelivered(f"对方拒收（代码 {code}：{str(said)[:200]}）。{why}", again=code in self.busy)
        if 300 <= status < 400:
            raise Undelivered(
                f"对方要求转到其他地址（HTTP {status}），为安全起见没有跟随。请核对 Webhook 地址"
            )
        raise Undelivered(f"对方的答复无法理解（HTTP {status}）", again=status in (500, 502, 503, 504))


class _Stay(urllib.request.HTTPRedirectHandler):
    """A robot never redirects; a redirect would carry message and key to somebody else."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _post(request: Request) -> tuple[int, Any]:
    """Status and decoded answer (None when it is no JSON). Raises Undelivered when there is no answer at all."""
    opener = urllib.request.build_opener(
        _Stay(), urllib.request.HTTPSHandler(context=ssl.create_default_context())
    )
    asked = urllib.request.Request(
        request.url,
        request.body,
        {"Content-Type": "application/json; charset=utf-8", "User-Agent": "portal-auditor"},
    )
    try:
        with opener.open(asked, timeout=TIMEOUT) as answer:
            return answer.status, _decoded(answer.read(_ANSWER_LIMIT))
    except urllib.error.HTTPError as error:
        with error:
            return error.code, _decoded(error.read(_ANSWER_LIMIT))
    except urllib.error.URLError as error:  # before the message was out
        if isinstance(error.reason, ssl.SSLError):
            raise Undelivered(
                f"加密连接的证书或协议有问题（{error.reason}）。请核对地址和本机的根证书"
            ) from None
        raise Undelivered(f"连不上服务器（{error.reason}）", again=True) from None
    except (OSError, http.client.HTTPException):
        raise Undelivered(_LOST) from None


def _decoded(data: bytes) -> Any:
    try:
        return codec.decode(data, dict[str, Any])
    except ValueError:
        return None
