"""Search boxes: HTML forms, and the input with a button whose script builds the address."""

from __future__ import annotations

import re

from auditor import urls
from auditor.extract.dom import Dom, Element, is_visible, marks, squeeze, text_of
from auditor.model import SearchForm

#: names that engines give to the query: Empire, was5, igs, ssp, hanweb, ucap, Guangdong, boda
_QUERY_NAME = re.compile(
    r"^(?:keyboard|qt|searchword|search_?word|key|keyword|keywords|key_?word|q|wd|query|title|searchkey|search|kw|text|word|searchtext|"
    r"lucenenewssearchkey\d*|showkeycode\d*|searchkeyword|keywordtext|content|s|wordname)$",
    re.I,
)
_SEARCH_PLACE = re.compile(r"search|sousuo|sous\b|jiansuo|ssk|query|so\.", re.I)
_SEARCH_WORDS = re.compile(r"搜\s*索|检\s*索|搜一下|关键[字词]")
_NOT_SEARCH = re.compile(r"登录|密码|注册|留言|姓名|电话|写信|提交|验证码|申请人")
#: window.location.href = "/search.html?site=1&keyword=" + key + "&page=1"
_OPENED = re.compile(
    r"(?:location(?:\.href)?\s*=(?!=)|(?:window\.)?open\(|location\.(?:replace|assign)\()\s*([^;\n]{1,400})"
)
_READ_FIELD = re.compile(r"(?:\$|jQuery|getElementById|querySelector)\(\s*[\"'][^\"']{1,60}[\"']\s*\)")
_TERM = re.compile(r"\"([^\"\n]*)\"|'([^'\n]*)'|([^+\"']+)")
_VALUE = "\x00"  # stands in an address for what a script puts in
_BUTTON = re.compile(r"^(?:搜\s*索|检\s*索|查\s*询|搜一下|站内搜索|search|go)$", re.I)


def read_search_forms(page: Dom, scripts: str) -> tuple[SearchForm, ...]:
    """Every search box of the page; ``visible`` False when an inline style hides it."""
    forms = [form for element in page.body.iter("form") if (form := _from_form(page, element))]
    scripted = _from_script(page, scripts)
    if scripted and not any(form.action for form in forms):
        forms.append(scripted)
    if not forms:
        forms.extend(_from_box(page))
    unique: dict[tuple[str, str, str], SearchForm] = {}
    for form in forms:
        key = (form.method, form.action, form.field)
        if key not in unique or (form.visible and not unique[key].visible):
            unique[key] = form
    return tuple(unique.values())


def _from_form(page: Dom, form: Element) -> SearchForm | None:
    inputs = [
        field for field in form.iter("input") if (field.get("type") or "text").lower() in ("text", "search")
    ]
    if not inputs or len(inputs) > 3 or form.find(".//textarea") is not None:
        return None
    words = " ".join(
        [text_of(form), *(f"{f.get('placeholder') or ''} {f.get('value') or ''}" for f in form.iter("input"))]
    )
    if _NOT_SEARCH.search(words) or any(
        (f.get("type") or "").lower() == "password" for f in form.iter("input")
    ):
        return None
    place = f"{form.get('action') or ''} {marks(form)} {form.get('name') or ''} {form.get('onsubmit') or ''}"
    named = [field for field in inputs if _QUERY_NAME.match(field.get("name") or "")]
    if not (_SEARCH_PLACE.search(place) or _SEARCH_WORDS.search(words)) and not named:
        return None
    field = next(iter(named or [f for f in inputs if f.get("name")]), None)
    action = (
        urls.absolute(page.base, form.get("action") or "") if (form.get("action") or "").strip() else None
    )
    if field is None or not action:
        return SearchForm(
            "", "GET", field.get("name") or "" if field is not None else "", (), "script", is_visible(form)
        )
    return SearchForm(
        action=action,
        method="POST" if (form.get("method") or "").upper() == "POST" else "GET",
        field=field.get("name") or "",
        hidden=_fixed_fields(form, field),
        visible=is_visible(form) and is_visible(field),
        charset="gb18030" if re.search(r"gb", form.get("accept-charset") or "", re.I) else "utf-8",
    )


def _fixed_fields(form: Element, query: Element) -> tuple[tuple[str, str], ...]:
    """Hidden and preset fields, the chosen option of selects and the first or checked radio."""
    fields: list[tuple[str, str]] = []
    for field in form.iter("input", "select"):
        name = field.get("name")
        if not name or field is query:
            continue
        kind = (field.get("type") or "").lower()
        if field.tag == "select":
            options = list(field.iter("option"))
            chosen = next((o for o in options if "selected" in o.attrib), options[0] if options else None)
            if chosen is not None:
                fields.append((name, chosen.get("value") or text_of(chosen)))
        elif kind == "hidden" or (kind in ("radio", "checkbox") and "checked" in field.attrib):
            fields.append((name, field.get("value") or ""))
    return tuple(fields)


def _from_script(page: Dom, scripts: str) -> SearchForm | None:
    """The address that a script builds of constants and what was typed."""
    box = next((f for f in page.body.iter("input") if _is_search_input(f)), None)
    if box is None:
        return None
    for opened in _OPENED.finditer(scripts):
        built = _built(opened[1])
        path, _, query = built.partition("?")
        pairs = [pair.partition("=") for pair in query.split("&")]
        typed = [name for name, _, value in pairs if _VALUE in value]
        action = urls.absolute(page.base, path) if typed and _VALUE not in path else None
        if action:
            field = next((name for name in typed if _QUERY_NAME.match(name)), typed[-1])
            fixed = "&".join(f"{name}={value}" for name, _, value in pairs if value and _VALUE not in value)
            return SearchForm(
                f"{action}?{fixed}" if fixed else action, "GET", field, (), "script", is_visible(box)
            )
    return None


def _built(expression: str) -> str:
    """The address that a sum of strings gives, with ``_VALUE`` for every term that is no constant."""
    terms = []
    for term in _TERM.finditer(_READ_FIELD.sub("field", expression)):
        constant = term[1] if term[1] is not None else term[2]
        if constant is not None:
            terms.append(constant)
        elif term[3].strip(" ()+"):
            terms.append(_VALUE)
    return "".join(terms)


def _from_box(page: Dom) -> list[SearchForm]:
    """A visible box with a button 搜索 beside it whose script is not at hand: there, but its address is not told."""
    for field in page.body.iter("input"):
        if (field.get("type") or "text").lower() not in ("text", "search") or not is_visible(field):
            continue
        box = next((parent for parent in list(field.iterancestors())[:3] if _has_button(parent)), None)
        words = f"{field.get('placeholder') or ''} {field.get('value') or ''}"
        if box is not None and not _NOT_SEARCH.search(text_of(box)) and len(text_of(box)) <= 120:
            return [SearchForm("", "GET", field.get("name") or "", (), "script", True)]
        if _SEARCH_WORDS.search(words):
            return [SearchForm("", "GET", field.get("name") or "", (), "script", True)]
    return []


def _has_button(box: Element) -> bool:
    return any(
        _BUTTON.match(squeeze(text_of(each)) or squeeze(each.get("value") or each.get("title") or ""))
        for each in box.iter("button", "a", "span", "input", "i", "em")
    )


def _is_search_input(field: Element) -> bool:
    if (field.get("type") or "text").lower() not in ("text", "search"):
        return False
    words = f"{field.get('placeholder') or ''} {field.get('value') or ''}"
    return bool(_SEARCH_WORDS.search(words)) or bool(
        _QUERY_NAME.match(field.get("name") or "") or _QUERY_NAME.match(field.get("id") or "")
    )
