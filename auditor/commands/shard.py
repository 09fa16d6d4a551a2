"""``auditor shard SPEC``: one shard of a night, in a process of its own. Started by nights, not by people."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from auditor import codec
from auditor.errors import AuditorError
from auditor.fleet.holders import end_with_parent
from auditor.fleet.shard import exit_code, run_shard
from auditor.fleet.spec import read_spec
from auditor.fleet.work import PARENT
from auditor.store import open_store
from auditor.store.place import store_url


def run(arguments: argparse.Namespace) -> int:
    parent = os.environ.get(PARENT, "")
    # Killed, not asked: whoever resumes the night would wait for a lane that is still ending in good order.
    end_with_parent(int(parent) if parent.isdigit() else None)
    spec = read_spec(Path(arguments.spec))
    if not spec.lanes:
        raise AuditorError(f"分片文件 {arguments.spec} 中没有通道。请用 auditor fleet run 启动一夜")
    with open_store(store_url(None, Path(spec.out))) as store:
        result = run_shard(spec, store)
    sys.stdout.buffer.write(codec.encode(result) + b"\n")
    sys.stdout.flush()
    return exit_code(result)
