"""How far an earlier attempt at a portal came, by what lies in its run folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from auditor import outputs
from auditor.crawl.snapshot import SEAL
from auditor.fleet.judging import JUDGING_FAILED
from auditor.model.fleet import Task


class Stage(StrEnum):
    """NEW: to be crawled (or its crawl to be continued); SEALED: to be judged; JUDGED: to be recorded."""

    NEW = "new"
    SEALED = "sealed"
    JUDGED = "judged"


def stage(folder: Path, task: Task) -> Stage:
    """What is to be done next for a task that was just started. A run that came to nothing (``Task.failure``) is moved aside,
    as is one that no judge could read, so that its folder is free for the new attempt."""
    judged = (folder / outputs.AUDIT).is_file()
    sealed = (folder / outputs.SNAPSHOT / SEAL).is_file()
    if judged and not task.failure:
        return Stage.JUDGED
    if sealed and not judged and task.failure != JUDGING_FAILED:
        return Stage.SEALED
    if folder.exists():
        move_aside(folder, task.attempt - 1)
    return Stage.NEW


def move_aside(folder: Path, attempt: int) -> Path:
    """``<run>`` → ``<run>-attempt<N>``: what a failed attempt saw is kept."""
    number = max(1, attempt)
    while (target := folder.with_name(f"{folder.name}-attempt{number}")).exists():
        number += 1
    folder.rename(target)
    return target
