"""What pages hand to the functions of their family's scripts, read as text. Pure and bounded."""

from __future__ import annotations

import re

from lxml.html.builder import DIV

from auditor import urls
from auditor.extract.dom import Element
from auditor.territory import Territory

_MAX_ARGUMENT = 60_000  # characters; the longest seen in the wild are search forms of about 3,000
_MAX_CALLS = 24
_MARKS = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|[{}]")
_CONSTANT_IF = re.compile(
    r"\bif\s*\(\s*(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})')\s*([!=])==?\s*(?:\"([^\"\n]{0,200})\"|'([^'\n]{0,200})')\s*\)\s*(?=\{)"
)
_ELSE = re.compile(r"\s*else\b\s*(if\s*\([^{]{0,400}\)\s*)?(?=\{|if\b)")
_MAX_BRANCHES = 24
_TERM = re.compile(
    r"\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|(-?\d{1,15})(?![\w.])|([A-Za-z_$][\w$.]*)|(\|\||\+))"
)


def askable(url: str, page: str, territory: Territory) -> bool:
    """True for an interface that the portal's page may have asked: one of its own, or one of the platform that serves
    the page (counties in folders of one host share the interface at its root)."""
    host = urls.host(url)
    return territory.owns(url) or (host == urls.host(page) and territory.may_ask(host))


def filled_later() -> Element:
    """An empty box marked as one that a script fills, for a place of which the page itself shows no such mark."""
    box: Element = DIV({"data-bind": ""})
    return box


def braced(code: str, start: int) -> str:
    """The text from the ``{`` at ``start`` to its closing brace, both included; empty when it is never closed."""
    depth = 0
    for mark in _MARKS.finditer(code, start, start + _MAX_ARGUMENT):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
            if depth == 0:
                return code[start : mark.end()]
    return ""


def object_calls(code: str, function: re.Pattern[str]) -> tuple[tuple[re.Match[str], str], ...]:
    """Calls whose first argument is an object literal, with that literal as text. ``function`` ends before ``{``."""
    found = []
    for count, match in enumerate(function.finditer(code)):
        if count >= _MAX_CALLS:
            break
        literal = braced(code, match.end())
        if literal:
            found.append((match, literal))
    return tuple(found)


def field(literal: str, name: str) -> str:
    """The expression that an object literal gives ``name``, as written; empty when it has no such field."""
    match = re.search(
        rf"(?<![\w$.]){name}[\"']?\s*:\s*((?:\"[^\"\n]*\"|'[^'\n]*'|[^,{{}}\"'\n]){{1,200}})", literal
    )
    return match[1].strip() if match else ""


def constant(expression: str, code: str) -> str | None:
    """The value of ``'' || 'chnlid=1'``, ``"a" + name`` or ``Site.name``; None when it is not constant.

    Names are looked up in ``code`` by their last part.
    """
    value: str | None = None
    joined = False
    position = 0
    while position < len(expression):
        term = _TERM.match(expression, position)
        if term is None:
            return None if expression[position:].strip(" \t\r\n;") else value
        position = term.end()
        if term[5] == "||":
            if value:
                return value
            value = None
        elif term[5] == "+":
            joined = True
        else:
            text = _term(term, code)
            if text is None or (value is not None and not joined):
                return None
            value, joined = (value or "") + text, False
    return value


def _term(term: re.Match[str], code: str) -> str | None:
    literal = next((term[index] for index in (1, 2, 3) if term[index] is not None), None)
    return literal if literal is not None else assigned(code, term[4].rsplit(".", 1)[-1])


def assigned(code: str, name: str) -> str | None:
    """The constant that ``code`` gives a name last, branches with a constant condition followed; None when unsure."""
    code = without_dead_branches(code)
    pattern = re.compile(
        rf"(?<![\w$.?&]){re.escape(name)}[\"']?\s*(?:=(?!=)|:)\s*((?:\"[^\"\n]*\"|'[^'\n]*'|-?\d{{1,15}}(?![\w.])|\s*\|\|\s*){{1,4}})"
    )
    found = list(pattern.finditer(code))
    if not found:
        return None
    between = code[found[0].start() : found[-1].start()]
    if len(found) > 1 and re.search(r"\bif\s*\(", between):
        return None  # which branch runs cannot be told
    return constant(found[-1][1], "")


def without_dead_branches(code: str) -> str:
    """``code`` with ``if ('a' == 'b') {…} else {…}`` replaced by the branch that runs: templates leave such behind."""
    for _ in range(_MAX_BRANCHES):
        match = _CONSTANT_IF.search(code)
        body = braced(code, match.end()) if match else ""
        if match is None or not body:
            break
        same = (match[1] or match[2] or "") == (match[4] or match[5] or "")
        rest = code[match.end() + len(body) :]
        if same is (match[3] == "="):
            code = f"{code[: match.start()]} {body[1:-1]} {_after_else(rest)}"
        else:
            other = re.match(r"\s*else\b", rest)
            code = f"{code[: match.start()]} {rest[other.end() :] if other else rest}"
    return code


def _after_else(rest: str) -> str:
    """What follows the branches that do not run."""
    for _ in range(_MAX_BRANCHES):
        match = _ELSE.match(rest)
        opening = rest.find("{", match.end()) if match else -1
        body = braced(rest, opening) if opening >= 0 else ""
        if not body:
            return rest
        rest = rest[opening + len(body) :]
    return rest
