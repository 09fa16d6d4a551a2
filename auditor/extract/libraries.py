"""Script files that are behaviour and never content, told by their names."""

from __future__ import annotations

import re

#: libraries, counters, share and accessibility tools, pagers, buttons that scroll; also files that are no scripts
_BEHAVIOUR = re.compile(
    r"jquery|zepto|swiper|slide|carousel|echarts|\bvue|bootstrap|layui|\blayer|angular|react|avalon|require|polyfill"
    r"|html5|respond|\.min\.|vendor|plugin|superfish|ztree|jstree|dtree|treeview|metismenu|smartmenu|mmenu|scroll"
    r"|sticky|fixed|navigator|(?:go|to|back|return)[-_]?top|top[-_]?btn|headroom|analytics|tongji|count|stat[._-]"
    r"|jiucuo|conac|bszs|share|wza|barrier|tianqi|weather|calendar|login|player|createpage|(?:^|[/_-])ta[._-]|hm\.js"
    r"|\.(?:css|png|jpe?g|gif|svg|ico)(?:$|\?)",
    re.I,
)


def is_behaviour(source: str) -> bool:
    """True when the address of a script names a library or tool that puts no rows and no menu into a page."""
    return bool(_BEHAVIOUR.search(source))
