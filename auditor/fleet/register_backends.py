"""Back-ends, defaults and rehearsal of a register: pace, quiet hours, who answers on loopback."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from auditor.catalog.problems import near
from auditor.errors import AuditorError
from auditor.fleet.planning import planning
from auditor.fleet.register_given import GivenBackend, GivenDefaults, GivenRegister
from auditor.fleet.register_words import (
    SCHEDULES,
    cover_the_day,
    level_of,
    level_words,
    quiet_on_of,
    schedule_of,
    span_of,
)
from auditor.model.fleet import Backend
from auditor.strict_yaml import Located
from auditor.strict_yaml_errors import KeyPath

_SHOWN = 10
_LONGEST_ID = 100


@dataclass(slots=True)
class Faults:
    """Faults found so far, each with the place of its key path."""

    located: Located[Any]
    found: list[str] = field(default_factory=list)

    def add(self, path: KeyPath, message: str) -> None:
        self.found.append(f"{self.located.where(*path)}：{message}")

    def stop(self) -> None:
        """Raise what was found, if anything."""
        if self.found:
            more = len(self.found) - _SHOWN
            raise AuditorError("\n".join(self.found[:_SHOWN]) + (f"\n……另有 {more} 处" if more > 0 else ""))


def defaults(given: GivenDefaults, faults: Faults) -> Backend:
    """What a back-end is that the register says nothing of; its ``id`` is empty."""
    here: KeyPath = ("defaults",)
    if level_of(given.level) is None:
        faults.add((*here, "level"), f"级别“{given.level[:20]}”不认识。应为下列之一：{level_words()}")
    if schedule_of(given.schedule) is None:
        faults.add((*here, "schedule"), f"检查周期“{given.schedule[:20]}”不认识。应为下列之一：{SCHEDULES}")
    return Backend(
        "",
        given.interval or planning().interval,
        _quiet(given.quiet, (*here, "quiet"), given.quiet_on, faults),
        _quiet_on(given.quiet_on, (*here, "quiet_on"), faults),
    )


def backends(
    given: GivenRegister, names: Iterable[str], usual: Backend, faults: Faults
) -> tuple[Backend, ...]:
    """Every back-end that a portal uses, by its id: as the register says, else as its defaults."""
    used = sorted(set(names))
    told: dict[str, str] = {}
    for name in given.backends:
        bare = name if name in used else name.lower().removeprefix("www.")
        if bare not in used:
            faults.add(
                ("backends", name),
                f"后端“{name[:60]}”没有网站使用，写错了就会按默认间隔请求。{near(name, used)}；不用的请删除",
            )
        elif bare in told:
            faults.add(("backends", name), f"后端“{name}”与“{told[bare]}”是同一个。请删除其中一个")
        told.setdefault(bare, name)
    _check_spelling(given, used, faults)
    made = tuple(
        _backend(name, given.backends[told[name]], told[name], usual, faults)
        if name in told
        else Backend(name, usual.interval, usual.quiet, usual.quiet_on)
        for name in used
    )
    _check_intervals(given, made, told, faults)
    return made


def rehearsal(given: Mapping[str, str], faults: Faults) -> tuple[tuple[str, tuple[str, int]], ...]:
    """Hosts and the loopback addresses that answer for them. Anything but loopback is a fault: a rehearsal asks nobody."""
    found: dict[str, tuple[str, int]] = {}
    for host, address in given.items():
        place, _, port = address.rpartition(":")
        try:
            loopback = ipaddress.ip_address(place.strip("[]")).is_loopback
        except ValueError:
            loopback = False
        if not loopback or not re.fullmatch(r"[1-9]\d{0,4}", port) or int(port) > 65535:
            faults.add(
                ("rehearsal", host),
                f"演练地址“{address[:60]}”应为本机地址和端口，例如 127.0.0.1:8080。真实的网站不要写在 rehearsal 里",
            )
            continue
        found[host.strip().lower()] = (place.strip("[]"), int(port))
    return tuple(sorted(found.items()))


def _backend(name: str, given: GivenBackend, key: str, usual: Backend, faults: Faults) -> Backend:
    here: KeyPath = ("backends", key)
    if len(name) > _LONGEST_ID:
        faults.add(here, f"后端编号“{name[:40]}……”过长（上限 {_LONGEST_ID} 个字符）。请缩短")
    kind = given.quiet_on if given.quiet_on is not None else usual.quiet_on
    quiet = usual.quiet
    if given.quiet is not None:
        quiet = _quiet(given.quiet, (*here, "quiet"), kind, faults)
    return Backend(
        name, given.interval or usual.interval, quiet, _quiet_on(kind, (*here, "quiet_on"), faults)
    )


def _quiet(given: Sequence[str], path: KeyPath, quiet_on: str, faults: Faults) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for number, text in enumerate(given):
        span = span_of(text)
        if span is None:
            faults.add((*path, number), f"静默时段“{text[:40]}”写错了。请写成“07:30-18:00”，可以跨过零点")
        elif span not in found:
            found.append(span)
    if quiet_on_of(quiet_on) == "always" and cover_the_day(tuple(found)):
        faults.add(path, "静默时段占满全天，永远不能检查。请留出时间；暂不检查的网站请把检查周期写成 paused")
    return tuple(sorted(found))


def _quiet_on(text: str, path: KeyPath, faults: Faults) -> str:
    kind = quiet_on_of(text)
    if kind is None:
        faults.add(path, f"静默日“{text[:20]}”不认识。应为 always（每天）或 workdays（工作日）")
    return kind or "always"


def _check_spelling(given: GivenRegister, used: Sequence[str], faults: Faults) -> None:
    """``plat_a`` beside ``Plat-A`` would be two lanes that ask one back-end."""
    seen: dict[str, str] = {}
    for number, each in enumerate(given.portals):
        name = each.backend.strip()
        if not name:
            continue
        first = seen.setdefault(re.sub(r"[\W_]+", "", name.casefold()) or name, name)
        if first != name:
            faults.add(
                ("portals", number, "backend"),
                f"后端“{name}”与“{first}”只有大小写或符号不同，会被当成两个后端。请写成一样",
            )


def _check_intervals(
    given: GivenRegister, made: Sequence[Backend], told: Mapping[str, str], faults: Faults
) -> None:
    least = planning().least_interval
    if given.rehearsal:
        return
    cure = f"秒太密，会影响对方网站；不得小于 {least:g} 秒（演练登记表 rehearsal 除外）"
    if given.defaults.interval is not None and given.defaults.interval < least:
        faults.add(("defaults", "interval"), f"间隔 {given.defaults.interval:g} {cure}")
    for backend in made:
        own = given.backends[told[backend.id]].interval if backend.id in told else None
        if own is not None and own < least:
            faults.add(("backends", told[backend.id], "interval"), f"间隔 {own:g} {cure}")
