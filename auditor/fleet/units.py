"""What makes a night come by itself: lines for cron, services and timers for systemd. Pure: texts from settings.

All paths are absolute. Secrets (an address of a store with its password) stand in none of these files but in the one that
only its owner may read, ``auditor.env``.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from pathlib import Path

from auditor.preparation import CHINA

ENVIRONMENT = "auditor.env"
#: Minutes between two looks at home pages; seconds after a start of the machine before a night that it ended is taken up.
PROBE_MINUTES, AFTER_BOOT = 5, 180


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be run: ``program`` begins every command line; ``at`` is China's time, ``HH:MM``; ``user`` "" for whoever
    owns the crontab or for root."""

    program: tuple[str, ...]
    register: Path
    out: Path
    home: Path
    folder: Path
    at: str
    user: str = ""
    until: str = ""
    workers: int = 0
    night: Sequence[str] = ()


def commands(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """night, resume, probe → command line."""
    out = ("--out", str(plan.out))
    until = ("--until", plan.until) if plan.until else ()
    workers = ("--workers", str(plan.workers)) if plan.workers else ()
    fleet = (*plan.program, "fleet")
    return {
        "night": (*fleet, "run", str(plan.register), *out, *until, *workers),
        "resume": (*fleet, "resume", *out, *workers),
        "probe": (*fleet, "probe", str(plan.register), *out),
    }


# ── systemd ───────────────────────────────────────────────────────────────────────────────────────


def units(plan: Plan) -> Mapping[str, str]:
    """Name of the file → its text."""
    lines = commands(plan)
    return {
        # 3: some portals could not be audited, which the status page and the alarms tell; the night itself went well
        "auditor-night.service": _service(plan, "夜间检查", lines["night"], fine="3", long=True),
        "auditor-night.timer": _timer(
            # a night that was missed is not made up for by day
            "每夜开始检查",
            f"OnCalendar=*-*-* {plan.at}:00 Asia/Shanghai",
            "Persistent=false",
        ),
        # 2: mostly that no night was interrupted
        "auditor-resume.service": _service(
            plan, "接着运行没有结束的一夜", lines["resume"], fine="2 3", long=True
        ),
        "auditor-resume.timer": _timer("开机后续跑", f"OnBootSec={AFTER_BOOT}"),
        # 1: some home pages did not open, which is what it is for
        "auditor-probe.service": _service(plan, "看一次各网站的首页", lines["probe"], fine="1", long=False),
        "auditor-probe.timer": _timer(
            "分散在一天之内看首页", f"OnCalendar=*:0/{PROBE_MINUTES}", "AccuracySec=1s"
        ),
    }


def _service(plan: Plan, what: str, command: Sequence[str], *, fine: str, long: bool) -> str:
    """``fine``: exit codes that are no failure of the unit."""
    lines = [
        "[Unit]",
        f"Description=portal-auditor：{what}",
        "Wants=network-online.target",
        "After=network-online.target postgresql.service",
        "",
        "[Service]",
        "Type=oneshot" if not long else "Type=exec",
        *([f"User={plan.user}"] if plan.user else []),
        f"WorkingDirectory={specifier_safe(str(plan.home))}",
        f"EnvironmentFile=-{specifier_safe(str(plan.folder / ENVIRONMENT))}",
        "Environment=PYTHONUNBUFFERED=1",
        f"ExecStart={systemd_line(command)}",
        f"SuccessExitStatus={fine}",
        "KillMode=mixed",
        "TimeoutStartSec=infinity" if long else "TimeoutStartSec=300",
        f"TimeoutStopSec={120 if long else 30}",
        "Nice=5",
    ]
    return "\n".join(lines) + "\n"


def _timer(what: str, *when: str) -> str:
    return "\n".join(
        [
            "[Unit]",
            f"Description=portal-auditor：{what}",
            "",
            "[Timer]",
            *when,
            "",
            "[Install]",
            "WantedBy=timers.target",
            "",
        ]
    )


def systemd_line(command: Sequence[str]) -> str:
    """A command line as ``ExecStart`` reads it: quotes, backslashes, ``%`` and ``$`` mean themselves."""
    return " ".join(_systemd_word(word) for word in command)


def _systemd_word(word: str) -> str:
    word = specifier_safe(word).replace("$", "$$")
    if re.fullmatch(r"[\w@%+=:,./$-]+", word):
        return word
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def specifier_safe(text: str) -> str:
    """A path where systemd expands ``%``."""
    return text.replace("%", "%%")


# ── cron ──────────────────────────────────────────────────────────────────────────────────────────


def crontab(plan: Plan, zone: tzinfo | None = None) -> str:
    """Lines for ``crontab FILE`` of the user who runs the nights. Cron goes by the clock of its machine: ``zone``, or that of
    this one."""
    lines = commands(plan)
    hour, minute = local_time(plan.at, zone)
    log = shlex.quote(str(plan.folder / "cron.log"))
    environment = shlex.quote(str(plan.folder / ENVIRONMENT))
    before = f"cd {shlex.quote(str(plan.home))} && set -a && . {environment} && set +a && exec "

    def line(when: str, name: str, pause: str = "") -> str:
        command = f"{pause}{before}{shlex.join(lines[name])} >> {log} 2>&1"
        return f"{when} {command}".replace("%", r"\%")

    return "\n".join(
        [
            f"# 每夜 {plan.at}（北京时间）开始；cron 按本机时区，所以写作 {hour:02d}:{minute:02d}",
            line(f"{minute} {hour} * * *", "night"),
            "# 首页可用性，分散在一天之内",
            line(f"*/{PROBE_MINUTES} * * * *", "probe"),
            "# 重启后接着运行没有结束的一夜",
            line("@reboot", "resume", f"sleep {AFTER_BOOT} && "),
            "",
        ]
    )


def local_time(at: str, zone: tzinfo | None = None) -> tuple[int, int]:
    """China's ``HH:MM`` by the clock of ``zone`` (without: of this machine) today."""
    today = datetime.now(CHINA).date()
    there = datetime.combine(today, time.fromisoformat(at), CHINA).astimezone(zone)
    return there.hour, there.minute


def keeps_its_offset(zone: tzinfo | None = None) -> bool:
    """False where clocks change with the seasons: a line for cron is then wrong for half the year."""
    now = datetime.now(CHINA)
    return len({(now + timedelta(days=days)).astimezone(zone).utcoffset() for days in range(0, 366, 15)}) == 1


def environment(store: str, contact: str) -> str:
    """The text of ``auditor.env``, read by systemd and by a shell alike. ``store`` "" for the file below the output folder."""
    lines = ["# 只有本人可读（0600）：数据库网址可能含密码。值用单引号括起来。", ""]
    lines.append(
        f"AUDITOR_STORE={quoted(store)}" if store else "# AUDITOR_STORE='postgresql://用户:密码@主机/库'"
    )
    lines.append(
        f"AUDITOR_CONTACT={quoted(contact)}" if contact else "# AUDITOR_CONTACT='联系方式，写在访问标识中'"
    )
    return "\n".join(lines) + "\n"


def quoted(value: str) -> str:
    """In single quotes, as both a shell and systemd read it: what could end them or the line is not let through."""
    return "'" + re.sub(r"['\\\r\n]", "", value) + "'"
