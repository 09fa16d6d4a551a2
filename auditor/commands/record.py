"""``auditor record``: a saved case from a live portal, scrubbed."""

from __future__ import annotations

import argparse
from pathlib import Path

from auditor.commands.progress import shown
from auditor.errors import ExitCode
from auditor.recording import Recorded, record
from reports import wording


def run(arguments: argparse.Namespace) -> int:
    with shown() as progress:
        done = record(
            arguments.url,
            arguments.name,
            Path(arguments.out),
            max_pages=arguments.max_pages,
            keep_names=arguments.keep_names,
            probes=arguments.probes == "on",
            on_progress=progress,
        )
    print("\n".join(_lines(done)))
    return int(ExitCode.CLEAN)


def _lines(done: Recorded) -> list[str]:
    """Counts only: what was scrubbed is never shown."""
    made = done.record
    scrubbed = [f"{wording.label('secret', kind)} {count} 处" for kind, count in made.scrubbed.items()]
    left_out = [f"{wording.label('left_out', why)} {count} 个" for why, count in made.left_out.items()]
    lines = [
        f"样例　　{done.folder}",
        f"已录　　{made.pages} 个应答，{made.redirects} 个跳转；未能读取 {len(made.misses)} 个地址（见 record.json）",
        f"已遮盖　{'，'.join(scrubbed) or '没有发现个人信息'}"
        + ("；人名按要求保留" if made.kept_names else ""),
    ]
    if made.kept_in_addresses:
        lines.append(f"请核对　网址和编号中有 {made.kept_in_addresses} 处像个人信息，没有遮盖")
    if left_out:
        lines.append(f"未收录　{'，'.join(left_out)}")
    if made.reason != "finished":
        lines.append(f"请注意　{wording.label('coverage', made.reason)}，样例只是网站的一部分")
    return [*lines, "提交之前请人工查看：规则只能遮盖认得出的个人信息。"]
