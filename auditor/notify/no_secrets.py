"""A configuration file that holds a secret is refused, before any other error could repeat it."""

from __future__ import annotations

import re
from typing import Any

from auditor.strict_yaml import Located, loads_located

#: Keys under which people write a secret itself; ours end in ``_env`` and name a variable.
_KEY = re.compile(
    r"^[\s{,-]*[\"']?(?P<key>url|webhook|secret|password|passwd|pass|token|access_token|key|sign)[\"']?\s*:",
    re.I,
)
#: What gives a secret away wherever it stands.
_VALUE = re.compile(
    r"access_token=|[?&](?:key|token|sign|secret)=|/open-apis/bot/|/cgi-bin/webhook/|/robot/send"
    r"|://[^/@\s]*@"
    r"|\bSEC[0-9A-Za-z]{16,}"
    r"|\b[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\b"
    r"|\b[0-9A-Fa-f]{24,}\b"
)
#: A long word of letters and digits mixed: a key, unless it is (part of) an address that leads people somewhere.
_RANDOM = re.compile(r"(?<![A-Za-z0-9+=])(?=[A-Za-z0-9+=]*[0-9])(?=[A-Za-z0-9+=]*[A-Za-z])[A-Za-z0-9+=]{28,}")
_CURE = (
    "密钥、口令和机器人地址不能写在配置文件里。请把它放入环境变量，这里只写变量的名称"
    "（例如 secret_env: DING_SECRET），并更换已经写出的密钥"
)


def refuse_secrets(text: str, name: str) -> None:
    """AuditorError with the line, never with the value, when a key or a value of the YAML ``text`` looks like a secret.

    First by the lines of the text, whatever YAML makes of them, for a broken file is shown in parts by other errors.
    """
    lines = dict(enumerate(text.splitlines(), start=1))
    for number, line in lines.items():
        if _KEY.match(line) or _VALUE.search(line):
            Located(None, name, {(): number}).fail((), _CURE)
    located: Located[Any] = loads_located(text, Any, name)
    _walk(located, located.value, ())


def _walk(located: Located[Any], value: Any, path: tuple[str | int, ...]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            _walk(located, inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            _walk(located, inner, (*path, index))
    elif isinstance(value, str) and (
        _VALUE.search(value) or (path[:1] != ("report_link",) and _RANDOM.search(value))
    ):
        located.fail(path, _CURE)
