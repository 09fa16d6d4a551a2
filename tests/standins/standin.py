"""A stand-in: the portal with the box of a family, and its engine, on loopback."""

from __future__ import annotations

from contextlib import ExitStack
from types import TracebackType

from tests.standins.behaviours import PROPER
from tests.standins.county import Box, portal
from tests.standins.engine import Behaviour, Engine
from tests.standins.families import BROWSER_ONLY, FAMILIES
from tests.standins.server import NOT_FOUND, Heard, Reply, Route, Server, closed_port


class StandIn:
    """``with StandIn("was5-get") as site``: ``site.url`` is the portal's home page.

    ``server`` keeps the record of the portal, ``engine_server`` that of the engine (the same where the engine stands on
    the portal's host), ``engine.queries`` what the engine was asked for, as it understood it.
    """

    def __init__(self, family: str = "was5-post", behaviour: Behaviour = PROPER) -> None:
        self.family = {**FAMILIES, **BROWSER_ONLY}[family]
        self.server = Server(self._respond)
        self.engine_server = Server(self._respond_as_engine) if self.family.elsewhere else self.server
        self.url = self.server.url
        self.engine = Engine(behaviour, self.url)
        base = self._base()
        self._installed = self.family.install(self.engine, base)
        self._pages = portal(self.box, self.family.charset)
        self._stack = ExitStack()

    def __enter__(self) -> StandIn:
        for server in {id(each): each for each in (self.server, self.engine_server)}.values():
            self._stack.enter_context(server)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def asked(self) -> list[Heard]:
        """What was sent to the engine, in order."""
        return self.engine_server.asked(self.family.path)

    @property
    def record(self) -> list[Heard]:
        """All requests to the portal and to the engine's host."""
        servers = (self.server,) if self.engine_server is self.server else (self.server, self.engine_server)
        return [heard for server in servers for heard in server.record]

    def box(self) -> Box:
        return self._installed.box()

    def _base(self) -> str:
        return self.engine_server.url if self.family.elsewhere else "/"

    def _respond(self, heard: Heard) -> Reply:
        return self._routes().get(heard.path, self._pages)(heard)

    def _respond_as_engine(self, heard: Heard) -> Reply:
        return self._installed.routes.get(heard.path, _nothing)(heard)

    def _routes(self) -> dict[str, Route]:
        return {} if self.family.elsewhere else dict(self._installed.routes)


class WithoutBox(StandIn):
    """A portal on which nothing can be looked for."""

    def box(self) -> Box:
        return Box("")


class Unreachable(StandIn):
    """The box leads to a port at which nobody listens."""

    def _base(self) -> str:
        return f"http://127.0.0.1:{closed_port()}/"

    def _routes(self) -> dict[str, Route]:
        return {}


def _nothing(_heard: Heard) -> Reply:
    return NOT_FOUND
