"""A portal that misbehaves: a case of ``fixtures/html`` served on loopback with faults at chosen places and times.

Every connection is played by hand on asyncio's transports, so that a script may send half a header, wait, lie about
lengths, or hang up with a reset. The server has a thread with an event loop of its own; when nothing is placed it answers as
the playback server does.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from types import TracebackType
from urllib.parse import urlsplit

from auditor import urls
from bench.faults.certificates import CERTIFIED, faulty_context
from bench.faults.listening import deaf_socket, listening_socket
from bench.faults.model import (
    Aim,
    Answer,
    Asked,
    Close,
    Deaf,
    Handshake,
    Naming,
    Pause,
    Placed,
    Reset,
    Scene,
    Send,
    Step,
)
from bench.faults.striking import Strikes, deed_of
from bench.faults.truth import truth_of
from bench.faults.wire import MAX_HEAD, read_request, whole

_HALF_HELLO = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03"  # a ServerHello that ends in its head
_NO_TLS = whole(Answer(400, (("Content-Type", "text/html"),), b"<h1>400 Bad Request</h1>"))
#: What answers a hello that comes to nothing.
_NO_HANDSHAKE: Mapping[Handshake | None, tuple[Step, ...]] = {
    Handshake.CUT_OFF: (Send(_HALF_HELLO), Reset()),
    Handshake.PLAIN: (_NO_TLS, Close()),
}
_RST = struct.pack("ii", 1, 0)  # a lingering time of 0: the system sends RST instead of FIN


class FaultyPortal:
    """``case`` served with ``placed`` faults; use as a context manager.

    ``seed`` decides whatever a fault leaves to chance. ``patience``: seconds that are longer than any client of the run
    waits. ``stranger`` is the case whose home page another portal's answer is taken from (default: a neighbour).
    """

    def __init__(
        self,
        case: Path,
        placed: Sequence[Placed] = (),
        seed: int = 0,
        patience: float = 30.0,
        stranger: Path | None = None,
    ) -> None:
        self.truth = truth_of(case)
        self.placed = tuple(placed)
        self._seed, self._patience = seed, patience
        self._stranger = stranger or _neighbour(case)
        self._handshake = deed_of(self.placed, Handshake)
        self._strikes = Strikes(self.placed)
        self._looked_up: Counter[str] = Counter()
        self._connections: set[asyncio.StreamWriter] = set()
        self._log: list[Asked] = []
        self._sockets: list[socket.socket] = []
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._ready = threading.Event()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, name="faulty-portal", daemon=True)
        self._listener = listening_socket()
        self.port = int(self._listener.getsockname()[1])

    # ── for callers ──

    @property
    def url(self) -> str:
        """The public address of the portal, as its case has it."""
        return self.truth.site.url

    @property
    def route(self) -> Mapping[str, tuple[str, int]]:
        """Every host of the case and of its faults → this server."""
        domain = urls.host(self.url).removeprefix("www.")
        further = (f"{label}.{domain}" for each in self.placed for label in each.fault.hosts)
        return dict.fromkeys((*self.truth.hosts, *further), ("127.0.0.1", self.port))

    @property
    def targets(self) -> Mapping[Aim, tuple[str, ...]]:
        """What of the case there is to put faults on, by aim, as globs for :class:`Placed`."""
        return self.truth.targets()

    @property
    def log(self) -> tuple[Asked, ...]:
        """All requests so far, in the order in which they came."""
        return tuple(self._log)

    def origin(self, host: str = "localhost") -> str:
        """Where the portal answers without a route: ``https://localhost:PORT`` when a fault of TLS is placed."""
        return f"{'https' if self._handshake is not None else 'http'}://{host}:{self.port}"

    async def lookup(self, name: str) -> tuple[str, ...]:
        """Addresses of a name, in place of the system's resolver. OSError when the name has none."""
        self._looked_up[name] += 1
        is_home = name in (urls.host(self.url).rpartition(":")[0] or urls.host(self.url), "localhost")
        naming = deed_of(self.placed, Naming)
        if naming is not None:
            return naming.resolve(name, is_home, self._looked_up[name])
        if is_home or name in self.truth.hosts:
            return ("127.0.0.1",)
        raise OSError(f"no address for {name}")

    def __enter__(self) -> FaultyPortal:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    # ── the loop ──

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._loop.close()

    async def _serve(self) -> None:
        tls = faulty_context(self._handshake) if self._handshake in CERTIFIED else None
        server = await asyncio.start_server(self._connected, sock=self._listener, limit=MAX_HEAD, ssl=tls)
        self._server = server
        self._go_deaf_when_due()
        self._ready.set()
        await self._stopped.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for each in self._sockets:
            each.close()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with self._held(writer):
            if self._handshake in _NO_HANDSHAKE:
                await reader.read(MAX_HEAD)
                await self._act(_NO_HANDSHAKE[self._handshake], writer)
                return
            greeting = self._strikes.greeting()
            if greeting is not None:
                self._log.append(Asked("CONNECT", "", "", {}, b"", greeting[0]))
                await self._act(greeting[1].play(self._patience), writer)
                return
            while (asked := await read_request(reader)) is not None:
                if not await self._act(self._steps(asked), writer):
                    return
                self._go_deaf_when_due()

    @asynccontextmanager
    async def _held(self, writer: asyncio.StreamWriter) -> AsyncIterator[None]:
        """A connection that is closed in the end, whatever its client does."""
        self._connections.add(writer)
        try:
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                yield
        finally:
            self._connections.discard(writer)
            writer.close()

    def _steps(self, asked: Asked) -> Iterable[Step]:
        true = self.truth.answer(asked, self.origin())
        strike = self._strikes.at(asked.target)
        self._log.append(asked._replace(fault=strike.name if strike is not None else ""))
        if strike is None:
            return (whole(true, asked.method),)
        return strike.play(
            Scene(
                asked=asked,
                true=true,
                own=self._own(asked.host),
                home=urlsplit(self.url).path or "/",
                number=strike.number,
                patience=self._patience,
                chance=Random(f"{self._seed}:{strike.place}:{strike.nth}:{asked.method} {asked.target}"),
                stranger=self._strange_home,
            )
        )

    def _own(self, host: str) -> str:
        return f"{urlsplit(self.url).scheme}://{host}" if host in self.truth.hosts else self.origin()

    def _strange_home(self) -> Answer:
        truth = truth_of(self._stranger)
        return truth.answer(Asked("GET", truth.home, "/" + truth.site.url.split("/", 3)[3], {}, b""))

    async def _act(self, steps: Iterable[Step], writer: asyncio.StreamWriter) -> bool:
        """Play a script; True when the connection is open for a further request."""
        for step in steps:
            match step:
                case Send(data):
                    writer.write(data)
                    await writer.drain()
                case Pause(seconds):
                    await asyncio.sleep(seconds)
                case Close():
                    return False
                case Reset():
                    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST)
                    writer.transport.abort()
                    return False
        return True

    def _go_deaf_when_due(self) -> None:
        """Stop listening for good, and drop everybody, when as many requests were answered as the fault waits for."""
        for each in self.placed:
            deed = each.fault.deed
            if isinstance(deed, Deaf) and len(self._log) >= each.times.after:
                self._stop_listening(deed)

    def _stop_listening(self, how: Deaf) -> None:
        if self._server is None or self._sockets:
            return
        self._server.close()
        for writer in tuple(self._connections):
            writer.transport.abort()
        self._sockets.extend(deaf_socket(how, self.port))


def _neighbour(case: Path) -> Path:
    """The case that is next in the alphabet and has pages of its own."""
    cases = sorted(path.parent for path in case.parent.glob("*/pages"))
    return next((each for each in cases if each.name > case.name), cases[0])
