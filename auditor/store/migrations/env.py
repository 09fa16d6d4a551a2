"""Alembic's entry: migrations run on the connection that ``auditor.store.migrate`` has opened and locked."""

from __future__ import annotations

from alembic import context

from auditor.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters few things in place
)
context.run_migrations()
