"""Fixtures of the tests of nights."""

from __future__ import annotations

from tests.store.postgres import postgres_server, postgres_url

__all__ = ["postgres_server", "postgres_url"]
