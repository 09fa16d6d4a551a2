"""One module per CMS family. The order is that in which they look at a page; several may recognise one page."""

from __future__ import annotations

from auditor.extract.family import Family
from spiders.families.boda import Boda
from spiders.families.empire import Empire
from spiders.families.fujian import Fujian
from spiders.families.gkmlpt import Gkmlpt
from spiders.families.ilist import IList
from spiders.families.jcms import Jcms
from spiders.families.jpaas import Jpaas
from spiders.families.lonsun import Lonsun
from spiders.families.script_array import ScriptArray
from spiders.families.trs import Trs
from spiders.families.ucap import Ucap
from spiders.families.ztree import ZTree

FAMILIES: tuple[Family, ...] = (
    Gkmlpt(),
    Lonsun(),
    Empire(),
    Ucap(),
    Boda(),
    IList(),
    Fujian(),
    Jcms(),
    Jpaas(),
    Trs(),
    ScriptArray(),
    ZTree(),
)
