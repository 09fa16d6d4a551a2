"""``auditor fleet schedule``: writes what makes the nights come by themselves; installs nothing."""

from __future__ import annotations

import argparse
import getpass
import os
import shlex
import sys
from contextlib import suppress
from pathlib import Path

from auditor import outputs
from auditor.confined import ROOT
from auditor.errors import AuditorError, ExitCode
from auditor.fleet import units
from auditor.fleet.register import read_register
from auditor.store.address import VARIABLE
from auditor.store.place import store_url

CRONTAB = "crontab"


def run(arguments: argparse.Namespace) -> int:
    plan = plan_of(arguments)
    read_register(plan.register)
    outputs.check_writable(plan.folder)
    written = [outputs.write(plan.folder / name, text.encode()) for name, text in units.units(plan).items()]
    written.append(outputs.write(plan.folder / CRONTAB, units.crontab(plan).encode()))
    kept = not _write_environment(plan.folder / units.ENVIRONMENT, arguments)
    _tell(plan, written, kept)
    return int(ExitCode.CLEAN)


def plan_of(arguments: argparse.Namespace) -> units.Plan:
    """All paths absolute, as they are seen from here and now."""
    register, folder = Path(arguments.register).absolute(), Path(arguments.write).absolute()
    _check_line(register, folder, Path(arguments.out).absolute())
    return units.Plan(
        program=_program(),
        register=register,
        out=Path(arguments.out).absolute(),
        home=Path.cwd(),
        folder=folder,
        at=arguments.at,
        user="" if os.geteuid() == 0 else getpass.getuser(),
        until=arguments.until or "",
        workers=arguments.workers or 0,
    )


def _program() -> tuple[str, ...]:
    """The command beside this interpreter, where it is installed; else the module."""
    beside = Path(sys.executable).parent / "auditor"
    return (str(beside),) if os.access(beside, os.X_OK) else (sys.executable, "-P", "-m", "auditor.cli")


def _check_line(*paths: Path) -> None:
    for path in paths:
        if any(ord(char) < 32 for char in str(path)):
            raise AuditorError(f"路径 {str(path)!r} 含有换行等控制字符，不能写进定时配置；请改用普通的目录名")


def _write_environment(path: Path, arguments: argparse.Namespace) -> bool:
    """The file with the secrets, for its owner only; one that is there stays as it is. True when it was written."""
    given = arguments.store or os.environ.get(VARIABLE, "")
    store = store_url(arguments.store, Path(arguments.out)) if given else ""
    text = units.environment(store, os.environ.get("AUDITOR_CONTACT", ""))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    except OSError as error:
        raise AuditorError(f"无法写入 {path}：{error.strerror or error}。请检查磁盘空间和目录权限") from error
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    return True


def _tell(plan: units.Plan, written: list[Path], kept: bool) -> None:
    for path in written:
        print(f"已写出 {path}")
    secret = plan.folder / units.ENVIRONMENT
    print(
        f"已保留 {secret}（原有内容没有改动）" if kept else f"已写出 {secret}（只有本人可读，密码只写在这里）"
    )
    print("用 systemd（推荐）：")
    folder = shlex.quote(str(plan.folder))
    print(f"  sudo cp {folder}/auditor-*.service {folder}/auditor-*.timer /etc/systemd/system/")
    print("  sudo systemctl daemon-reload")
    print("  sudo systemctl enable --now auditor-night.timer auditor-resume.timer auditor-probe.timer")
    print(f"或用 cron：把 {plan.folder / CRONTAB} 的内容加进 crontab -e")
    with suppress(OSError):
        if not units.keeps_its_offset():
            print("注意：本机时区实行夏令时，cron 的时间要随之修改；systemd 的定时器按北京时间，不受影响")
    if not (ROOT / "pyproject.toml").is_file() and len(plan.program) > 1:
        print("注意：没有找到 auditor 命令，配置中用的是 Python 解释器；请确认它所在的环境不会被删除")
