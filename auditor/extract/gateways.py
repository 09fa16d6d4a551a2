"""IPv6 gateways that rewrite links to other sites, undone.

Portals in 福建 and elsewhere let a gateway answer for hosts without IPv6: ``https://bszs.conac.cn/`` becomes
``https://bszs-conac-cnxe103968733868xx.ipv6best.cn/``, with a code that changes from one fetch to the next. Left as
it is, every link would be new every night and none would be the authority's.

The gateway writes ``<host>x<code in hex>``; over https the dots of the host become hyphens, so that one certificate
fits, and the code ends with ``xx``. A hyphen that the host had itself cannot be told from a dot then.
"""

from __future__ import annotations

import re

_GATEWAY = "ipv6best.cn"
_REWRITTEN = re.compile(
    rf"(?P<scheme>https?://|//)(?P<host>[a-z0-9.-]{{1,200}})x[0-9a-f]{{3,24}}(?P<tls>xx)?\.{re.escape(_GATEWAY)}",
    re.I,
)


def undo(text: str) -> str:
    """``text`` (an address, or a whole page) with every rewritten host as it was. Ports and paths stay."""
    return _REWRITTEN.sub(_host, text) if _GATEWAY in text else text


def _host(match: re.Match[str]) -> str:
    host = match["host"]
    if match["tls"] and "." not in host:
        host = host.replace("--", "\0").replace("-", ".").replace("\0", "-")
    return match["scheme"] + host
