"""Times as an office reads them: Beijing time, and how long something took."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

_BEIJING = timezone(timedelta(hours=8))


def period(started: str, finished: str) -> str:
    """``2021-01-15 09:30 至 09:41（用时 11 分 20 秒）`` from ISO 8601 times; as given when they are none."""
    try:
        start, end = _beijing(started), _beijing(finished)
        seconds = int((end - start).total_seconds())
    except (ValueError, TypeError):
        return f"{started} 至 {finished}"
    finish = end.strftime("%H:%M" if end.date() == start.date() else "%Y-%m-%d %H:%M")
    return f"{start:%Y-%m-%d %H:%M} 至 {finish}（用时 {_duration(max(seconds, 0))}）"


def moment(time: str) -> str:
    """``2021-01-15 09:30``; as given when it is no time."""
    try:
        return f"{_beijing(time):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return time


def _beijing(text: str) -> datetime:
    """The time as the office's clock shows it; one without a zone is taken as it is."""
    time = datetime.fromisoformat(text)
    return time.astimezone(_BEIJING) if time.tzinfo else time


def _duration(seconds: int) -> str:
    """``1 小时 5 分``, ``11 分 20 秒``."""
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = ((hours, "小时"), (minutes, "分"), (0 if hours else left, "秒"))
    return " ".join(f"{value} {unit}" for value, unit in parts if value) or "不足 1 秒"
