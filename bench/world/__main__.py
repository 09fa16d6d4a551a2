"""Serve a world until interrupted: ``python -m bench.world --counties 300 --backends 40 --register world.yml``.

Prints one line of JSON (port, log, register) once it answers.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import json
import os
import signal
import sys
from pathlib import Path

from bench.world.counties import counties
from bench.world.register import register_text
from bench.world.server import serve

_PR_SET_PDEATHSIG = 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.world", description=__doc__)
    parser.add_argument("--counties", type=int, default=12)
    parser.add_argument("--backends", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=0, help="0: a free one")
    parser.add_argument(
        "--interval", type=float, default=0.05, help="seconds between requests, for the register"
    )
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that every answer takes")
    parser.add_argument("--log", type=Path, default=Path("requests.jsonl"))
    parser.add_argument("--register", type=Path, default=Path("register.yml"))
    parser.add_argument("--with-parent", action="store_true", help="end when the starting process ends")
    return parser


async def _run(arguments: argparse.Namespace) -> None:
    made = counties(arguments.counties, arguments.backends, arguments.seed)
    server = await serve(made, arguments.log, arguments.port, arguments.delay)
    port = int(server.sockets[0].getsockname()[1])
    arguments.register.write_text(register_text(made, port, arguments.interval), "utf-8")
    print(
        json.dumps({"port": port, "log": str(arguments.log), "register": str(arguments.register)}), flush=True
    )
    async with server:
        await server.serve_forever()


def main() -> int:
    arguments = _parser().parse_args()
    if arguments.with_parent and sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == 1:
            return 1
    try:
        asyncio.run(_run(arguments))
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
