"""One module per CMS family. The order is that in which they look at a page; several may recognise one page."""

from __future__ import annotations

from auditor.extract.family import Family

FAMILIES: tuple[Family, ...] = ()
