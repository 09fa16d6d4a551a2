"""How the tables came to be what ``auditor.store.schema`` says: one file below ``versions`` for each change."""

#: In the order in which they are applied. Written down so that opening a store that is up to date loads no Alembic.
REVISIONS = ("0001",)
