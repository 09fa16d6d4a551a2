"""A child that never answers."""

import time

from auditor.confined import confine

confine(1 << 30)
time.sleep(600)
