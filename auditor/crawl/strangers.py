"""Another government's page in place of the portal's: a balancer's wrong node, a shared platform's mix-up, a moved domain.

Whose page it is, it says itself: the code of its site (网站标识码: ten digits, of which six are the county's, in the footer
or the tag ``SiteIDCode``), its ``SiteName``, its sponsor, its title. The portal is known by its code and name in the
register and by its own home page. Wrong codes and names of neighbours stand on true pages too (a template taken over, a
reprinted text), so a page is called a stranger's only when nothing by which it is known names the portal. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from auditor.model import Fact, PageKind, PageReading, Portal

_CODES = frozenset({"site_code", "meta_site_code"})
_NAMES = frozenset({"meta_site_name", "sponsor"})
#: ``清禾县`` of ``清禾县人民政府办公室``, ``云岭省清禾县`` of ``云岭省清禾县石鼓镇``: everything up to the last kind of place.
_PLACE = re.compile(r"[一-龥]*[省市州盟县区旗乡镇]")
_KINDS = re.compile(r"[省市州盟县区旗乡镇]")
#: A government of the county level by its name; whether 市 is a county nobody can tell from the word.
_COUNTY = re.compile(r"[一-龥]{2,12}[县区旗]人民政府")
_HOME_TITLE = re.compile(_COUNTY.pattern + r"(?:门户)?(?:网站(?:首页)?)?")
_GOVERNMENT = re.compile(r"[一-龥]{2,12}[县区市旗州盟]人民政府")
_SITE_CODE = re.compile(r"\d{10}")
#: A division, also of townships and villages, or the code of a site.
_DIVISION = re.compile(r"(\d{6})\d{0,6}")


class Strangers:
    """Learns the portal's home page, then tells the pages that another government gives itself out as the maker of."""

    def __init__(self, portal: Portal) -> None:
        division = _DIVISION.fullmatch(portal.code)
        self._codes: set[str] = {division[1]} if division else set()
        self._name = portal.name

    def learn_home(self, reading: PageReading) -> None:
        """Take the home page's own code and, when the register has no name, its name."""
        if self.owner(reading):
            return
        self._codes |= _codes(reading.facts)
        tagged = next((fact.value for fact in reading.facts if fact.name == "meta_site_name"), "")
        self._name = self._name or tagged or _titled(reading.title)

    def owner(self, reading: PageReading) -> str:
        """The name or code of the other government that a page belongs to; empty for the portal's own, and when in doubt."""
        if not _words(self._name) or reading.kind is PageKind.REDIRECT:
            return ""
        said = [*(fact.value for fact in reading.facts if fact.name in _NAMES), reading.title]
        if self._named_in(said) or any(word in self._name for name in said for word in _words(name)):
            return ""
        codes = _codes(reading.facts)
        if codes and any(self._is_kin(code) for code in codes):
            return ""
        foreign = bool(codes) and bool(self._codes)
        if foreign and (name := _first(_GOVERNMENT, said)):
            return name
        # One sign alone will do only when the page does not speak of the portal at all.
        quotes = (fact.quote for fact in reading.facts)
        if self._named_in((reading.text, *quotes, *(crumb.name for crumb in reading.crumbs))):
            return ""
        if foreign:
            return min(codes)
        return "" if self._is_above() else _first(_COUNTY, [*said[:-1], _titled(reading.title)])

    def _named_in(self, texts: Iterable[str]) -> bool:
        return any(word in text for text in texts for word in _words(self._name))

    def _is_kin(self, code: str) -> bool:
        """True for the portal's own division, one that it is part of, and one that is part of it."""
        return any(_within(own, code) or _within(code, own) for own in self._codes)

    def _is_above(self) -> bool:
        """True for a city or province: governments of counties are parts of it, under names of their own."""
        return any(own.endswith("00") for own in self._codes)


def _within(part: str, whole: str) -> bool:
    return part.startswith(re.sub(r"(?:00){1,2}$", "", whole))


def _codes(facts: Iterable[Fact]) -> set[str]:
    """Divisions in the codes of the site that a page bears."""
    return {fact.value[:6] for fact in facts if fact.name in _CODES and _SITE_CODE.fullmatch(fact.value)}


def _titled(title: str) -> str:
    """A title that is the name of a government of a county, and nothing else; else ""."""
    return title if _HOME_TITLE.fullmatch(title) else ""


@lru_cache(maxsize=4096)
def _words(name: str) -> tuple[str, ...]:
    """Words of which one stands wherever a place is named: 清禾 of 清禾县人民政府; none when the name names no place.

    Long names are known by their beginning too: 道真 of 道真仡佬族苗族自治县.
    """
    place = _PLACE.match(name)
    if place is None:
        return ()
    parts = tuple(part for part in _KINDS.split(place[0]) if len(part) > 1)
    return (*parts, *(part[:2] for part in parts if len(part) > 3)) or (place[0],)


def _first(pattern: re.Pattern[str], texts: Sequence[str]) -> str:
    return next((match[0] for text in texts if (match := pattern.search(text))), "")
