"""What is kept from night to night: nights, tasks, leases, audits, findings, decisions, looks at home pages.

``open_store(url)`` gives a :class:`Store`; ``store.do(work)`` runs ``work(connection)`` in one transaction. The functions of
the other modules take that connection first, so that several of them can share a transaction.
"""

from auditor.store.engine import Store, open_store

__all__ = ["Store", "open_store"]
