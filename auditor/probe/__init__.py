"""What can be learned of a portal's hosts besides pages: addresses, certificate, availability over time.

Blocking functions with time-outs, for threads and for the command line; every address passes the crawl's guard.
"""

from auditor.probe.availability import look
from auditor.probe.hosts import probe_hosts
from auditor.probe.series import SERIES, append, read_series

__all__ = ["SERIES", "append", "look", "probe_hosts", "read_series"]
