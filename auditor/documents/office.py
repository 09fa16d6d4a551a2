"""doc and rtf: LibreOffice turns them into docx, when it is installed. Macros off, no links followed, no network.

Each call has its own profile and folder, which are removed afterwards, and its own process group, which is
ended when time is up.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from auditor.documents.child import read_apart
from auditor.documents.content import Content
from auditor.documents.limits import MAX_UNPACKED, OFFICE_SECONDS, Unreadable

PROGRAMS = ("soffice", "libreoffice")
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel"\
 oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution"\
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks"\
 oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link"\
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
#: A proxy that nobody answers on: whatever a document refers to stays unfetched.
_NOWHERE = dict.fromkeys(("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"), "http://127.0.0.1:9")


def read(data: bytes) -> Content:
    program = office_program()
    if program is None:
        raise Unreadable("旧版 Word 文件（doc）需要 LibreOffice 才能读取，本机没有安装")
    with tempfile.TemporaryDirectory(prefix="auditor-doc-") as folder:
        return read_apart("docx", _convert(program, data, Path(folder)))


def office_program() -> str | None:
    """Path of LibreOffice; None when it is not installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def _convert(program: str, data: bytes, folder: Path) -> bytes:
    source = folder / ("in.rtf" if data.startswith(b"{\\rtf") else "in.doc")
    source.write_bytes(data)
    try:
        convert(program, folder, [source], "docx", OFFICE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable("LibreOffice 未能在规定时间内转换该文件") from error
    result = folder / "out" / "in.docx"
    if not result.is_file():
        raise Unreadable("文件已损坏或设有打开密码，LibreOffice 无法转换")
    if result.stat().st_size > MAX_UNPACKED:
        raise Unreadable("文件转换后过大，未读取")
    return result.read_bytes()


def convert(program: str, folder: Path, files: Sequence[Path], to: str, seconds: float) -> None:
    """Turn ``files`` into the format ``to``, below ``folder/out``, by one start of LibreOffice with a profile of its own in
    ``folder``. A file that it cannot turn is missing there. subprocess.TimeoutExpired after ``seconds``."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo"]
    command += ["--nolockcheck", "--convert-to", to, "--outdir", str(folder / "out"), *map(str, files)]
    environment = {"PATH": os.environ.get("PATH", ""), "HOME": str(folder), "LC_ALL": "C.UTF-8", **_NOWHERE}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    finally:
        # soffice is a script that starts the real program: end the whole group, whatever is left of it.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
