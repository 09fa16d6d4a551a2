"""The known-item test of the portal's own search: what to ask, how engines answer, and what an answer proves.

An item counts as found only when a *result* leads to its address or bears its title; a page that repeats the query proves
nothing. Whatever was not understood is nobody's fault: the state is cant-tell, with the reason.
"""

from auditor.extract.search.answers import read_data, read_results
from auditor.extract.search.asking import Known, search_asks
from auditor.extract.search.engines import ANEW, TYPED, engine_key
from auditor.extract.search.queries import KnownItem
from auditor.extract.search.trials import Crawled, order, read_engines

__all__ = [
    "ANEW",
    "TYPED",
    "Crawled",
    "Known",
    "KnownItem",
    "engine_key",
    "order",
    "read_data",
    "read_engines",
    "read_results",
    "search_asks",
]
