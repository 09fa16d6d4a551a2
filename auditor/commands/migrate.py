"""``auditor migrate``: the tables of the store as this program needs them."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor.errors import AuditorError, ExitCode
from auditor.store import migrate, open_store
from auditor.store.backup import existing
from auditor.store.place import shown, store_url

_PATIENCE = 60.0


def run(arguments: argparse.Namespace) -> int:
    url = store_url(arguments.store, Path(arguments.out))
    if arguments.check:
        return _check(url)
    open_store(url, patience=_PATIENCE).close()
    print(f"{shown(url)}：表结构 {migrate.head()}，已是最新")
    return ExitCode.CLEAN


def _check(url: str) -> int:
    with existing(url) as store:
        found = store.read(migrate.revision_of)
    head = migrate.head()
    if found == head:
        print(f"{shown(url)}：表结构 {head}，已是最新")
        return ExitCode.CLEAN
    if found is not None and not migrate.known(found):
        raise AuditorError(
            f"{shown(url)} 由更新的版本写入（表结构 {found}，本程序只到 {head}）。请升级 portal-auditor"
        )
    have = f"表结构是 {found}" if found else "还没有表"
    print(f"{shown(url)}：{have}，本程序需要 {head}。请先备份（auditor backup），再运行 auditor migrate")
    return ExitCode.FINDINGS
