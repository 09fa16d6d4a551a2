"""Numbers and days as official letters write them."""

from __future__ import annotations

from datetime import date

_DIGITS = "零一二三四五六七八九"


def numeral(number: int) -> str:
    """一, 十, 十二, 二十, 一百零三: 1 to 999; larger ones in figures."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        text += "零"
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    return text + (_DIGITS[ones] if ones else "")


def day_text(day: date) -> str:
    """``2026年7月6日``: Arabic figures without leading zeros, as GB/T 9704 wants."""
    return f"{day.year}年{day.month}月{day.day}日"


def iso_day_text(text: str) -> str:
    """A day written in ISO 8601 as :func:`day_text`; anything else as it is."""
    try:
        return day_text(date.fromisoformat(text[:10]))
    except ValueError:
        return text
