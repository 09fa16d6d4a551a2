"""Numbers that belong to a person: which they are by their own proofs, and how we show them. Pure.

Reports must not spread what they complain of, so whoever quotes a portal's words can pass them through :func:`masked`.
A resident's number proves itself by region, date and check digit (GB 11643, ISO 7064 MOD 11-2), a card by Luhn
(ISO/IEC 7812). What we hide is shown as ``●``; a ``*`` in what we show was hidden by the portal itself.
"""

from __future__ import annotations

import dataclasses
import re
from enum import Enum
from typing import Any, TypeVar
from urllib.parse import quote_from_bytes, unquote_to_bytes

HIDDEN = "●"
#: Characters with which portals hide digits. No x: it is a digit of resident's numbers.
STARS = "*＊×●○■□#?？"

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
#: Municipalities have no prefectures: 01 districts, 02 counties, 03 … of 重庆 alone.
_CITIES = {"11": "01 02", "12": "01 02", "31": "01 02", "50": "00 01 02 03 81 82 83 84"}
_MAX_CITY = {"71", "81", "82", "83"}
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_RESIDENT = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])", re.A)
_CARD = re.compile(r"(?<![\d.])(?:62|60|35|4\d|5[1-5]|9558)(?:[ -]?\d){12,17}(?![\d.])", re.A)
#: What no personal number lacks: eleven digits with at most a space or hyphen between them.
_ELEVEN = re.compile(r"\d(?:[ -]?\d){10}", re.A)
_MOBILE = re.compile(r"(?<![\d.])1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)", re.A)


def is_region(digits: str) -> bool:
    """Could these six digits be the county of a resident's number?"""
    province, city, county = digits[:2], digits[2:4], digits[4:6]
    if province not in _PROVINCES:
        return False
    if province in _MAX_CITY:
        return True
    if province in _CITIES:
        return city in _CITIES[province].split()
    return "01" <= city <= "90" and (county != "00" or city != "00")


def is_birthday(digits: str) -> bool:
    """YYYYMMDD of somebody who may be alive."""
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    return 1900 <= year <= 2099 and 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def is_resident(value: str) -> bool:
    """An 18-digit 居民身份证号码: region, date of birth and check digit are right."""
    if not re.fullmatch(r"\d{17}[\dXx]", value, re.A):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(value, _WEIGHTS, strict=False))
    return is_region(value) and is_birthday(value[6:14]) and _CHECK[total % 11] == value[-1].upper()


def is_old_resident(value: str) -> bool:
    """A 15-digit number of before 1999. It proves nothing by itself: only a label makes it one."""
    return bool(re.fullmatch(r"\d{15}", value, re.A)) and is_region(value) and is_birthday(f"19{value[6:12]}")


def is_luhn(value: str) -> bool:
    """Do the digits pass the check of ISO/IEC 7812?"""
    digits = [int(char) for char in value if char.isdigit()]
    doubled = (digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2])
    return bool(digits) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_card(value: str) -> bool:
    """16 to 19 digits of a known kind of bank card, with a right check digit; not all alike."""
    digits = re.sub(r"\D", "", value)
    known = digits.startswith(("62", "60", "35", "4", "9558")) or "51" <= digits[:2] <= "55"
    return known and 16 <= len(digits) <= 19 and len(set(digits)) >= 3 and is_luhn(digits)


def show(value: str, keep: int) -> str:
    """A value with its first ``keep`` characters; what the portal hid stays ``*``, what we hide is ``●``."""
    bare = re.sub(r"[\s-]", "", value)
    rest = "".join("*" if char in STARS else HIDDEN for char in bare[keep:])
    return "".join("*" if char in STARS else char for char in bare[:keep]) + rest


def masked(text: str) -> str:
    """A text of the portal as reports may quote it: residents' numbers, cards and mobile numbers hidden. Mask before
    you cut: half a number is not known for one. In an address eleven digits are the number of a page, no telephone's."""
    if _ELEVEN.search(text) is None:
        return text
    text = _RESIDENT.sub(lambda m: show(m[0], 2) if is_resident(m[0]) else m[0], text)
    text = _CARD.sub(lambda m: show(m[0], 4) if is_card(m[0]) else m[0], text)
    if text.startswith(("http://", "https://")):
        return text
    return _MOBILE.sub(lambda m: show(m[0], 3), text)


T = TypeVar("T")
#: Keys by which things are told apart; eleven digits in them are no telephone's.
_KEYS = frozenset({"id", "key", "code", "platform"})


def masked_form(text: str) -> str:
    """A urlencoded form or query with personal numbers in its values hidden by ``*``, whatever its charset; all else as it
    was sent. A value that is nothing but eleven digits is the number of a site or page."""
    return "&".join(map(_masked_pair, text.split("&")))


def masked_address(url: str) -> str:
    """An address with personal numbers hidden in it."""
    bare, hash_, fragment = url.partition("#")
    place, mark, asked = bare.partition("?")
    return masked(place) + mark + (masked_form(asked) if asked else "") + hash_ + masked(fragment)


def masked_value(value: T) -> T:
    """A value of the model with every text in it masked, addresses and forms by their own rules; keys stay."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return _masked_text(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        return tuple(map(masked_value, value))  # type: ignore[return-value]
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    changed = {name: new for name, old, new in _masked_fields(value) if new != old}
    return dataclasses.replace(value, **changed) if changed else value


def _masked_fields(value: Any) -> list[tuple[str, Any, Any]]:
    rows = []
    for each in dataclasses.fields(value):
        old = getattr(value, each.name)
        if each.name == "body":
            rows.append((each.name, old, masked_form(old)))
        elif each.name not in _KEYS:
            rows.append((each.name, old, masked_value(old)))
    return rows


def _masked_text(text: str) -> str:
    return masked_address(text) if text.startswith(("http://", "https://")) else masked(text)


def _masked_pair(pair: str) -> str:
    name, equals, raw = pair.partition("=")
    text = unquote_to_bytes(raw.replace("+", " ")).decode("latin-1")
    shown = text if re.fullmatch(r"\d{11}", text, re.A) else masked(text).replace(HIDDEN, "*")
    return pair if shown == text else f"{name}{equals}{quote_from_bytes(shown.encode('latin-1'), safe='*')}"
