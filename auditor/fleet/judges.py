"""The shard's side of its judging child: hands run folders over one by one and survives whatever becomes of the child."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import suppress
from pathlib import Path

from auditor import codec
from auditor.confined import ROOT
from auditor.fleet.judging import CRASHED, JUDGING_FAILED, Judged

#: A judgement that takes longer hangs (seconds): the largest known portals take two minutes.
PATIENCE = 1200.0
#: A child is replaced after so many portals: memory that the libraries keep goes back.
_PORTALS_PER_CHILD = 200


class Judges:
    """One child at a time, started with the first folder. Folders are judged in the order in which they come."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._turn = asyncio.Lock()
        self._child: Process | None = None
        self._judged = 0

    async def judge(self, folder: Path) -> Judged:
        """How judging the run in ``folder`` ended; never raises for what the child does."""
        async with self._turn:
            try:
                return await asyncio.wait_for(self._asked(folder), self._patience)
            except TimeoutError:
                await self._end()
                return Judged(JUDGING_FAILED, f"判定超过 {self._patience:.0f} 秒，已终止")
            except BaseException:
                await self._end()
                raise

    async def warm(self) -> None:
        """Start the child before there is anything to judge."""
        async with self._turn:
            await self._started()

    async def close(self) -> None:
        await self._end()

    # ── inside ──

    async def _asked(self, folder: Path) -> Judged:
        """A child that was killed says nothing of the portal: a fresh one is asked, once."""
        return await self._ask(folder) or await self._ask(folder) or Judged(CRASHED, "判定进程两次意外结束")

    async def _ask(self, folder: Path) -> Judged | None:
        """None when the child ended without an answer."""
        if self._judged >= _PORTALS_PER_CHILD:
            await self._end()
        child = await self._started()
        assert child.stdin is not None
        assert child.stdout is not None
        with suppress(ConnectionError):
            child.stdin.write(codec.encode(str(folder)) + b"\n")
            await child.stdin.drain()
        line = await child.stdout.readline()
        if not line.endswith(b"\n"):
            await self._end()
            return None
        self._judged += 1
        return codec.decode(line, Judged)

    async def _started(self) -> Process:
        if self._child is None or self._child.returncode is not None:
            paths = [str(ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
            command = (sys.executable, "-P", "-m", "auditor.fleet.judging", str(os.getpid()))
            environment = os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
            self._child = await asyncio.create_subprocess_exec(
                *command, stdin=PIPE, stdout=PIPE, env=environment
            )
            self._judged = 0
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
        transport = getattr(child, "_transport", None)
        if transport is not None:  # its pipes are closed now, not whenever they are collected
            transport.close()
