"""Looks at the places of one finding, best first, and chooses the look that shows what the finding says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from auditor.evidence.camera import SLOW, Camera, Sight
from auditor.evidence.pages import SavedPage, SavedPages
from auditor.evidence.places import NOWHERE, Place
from auditor.evidence.unfolding import unfolded
from auditor.model import Portal

BY_SCRIPT = "内容由脚本写入，静态网页上看不到这一处"
UNSEEN = "网页上没有可以标出的位置"
GIVEN_UP = "多个网页显示超时，其余网页没有再试"
WHOLE, PART, PAGE = 0, 1, 2
#: So many pages may be given up for their slowness before no further one is opened: a portal can hold thousands.
_MOST_SLOW = 8


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one place. ``rank``: WHOLE the quote itself, PART a piece of it, PAGE only the page."""

    place: Place
    page: SavedPage
    sight: Sight
    rank: int

    @property
    def note(self) -> str:
        """What a reader of the picture must know, in plain ASCII."""
        notes = []
        if self.sight.box is None:
            notes.append("Top of the page; no single place is meant.")
        elif self.sight.hidden:
            notes.append("The place is hidden on the page; the box around it is outlined.")
        if self.page.unfolded:
            notes.append("Rows carried in the page's scripts were put in place by the reader.")
        if self.sight.layers:
            notes.append(f"Layers over the place that were taken away: {self.sight.layers}.")
        return " ".join(notes)


class Looker:
    """For all findings of one portal."""

    def __init__(self, camera: Camera, pages: SavedPages, portal: Portal) -> None:
        self._camera = camera
        self._pages = pages
        self._portal = portal
        self._slow = 0

    async def look(self, places: Sequence[Place], is_absence: bool) -> Look | str:
        """The best look at any of the places, or why there is none. AuditorError for a damaged snapshot."""
        looks: list[Look] = []
        reasons: list[str] = []
        for place in places:
            page = self._pages.page(place.evidence)
            seen = await self._at(place, page) if isinstance(page, SavedPage) else page
            if isinstance(seen, str):
                reasons.append(seen)
            else:
                looks.append(seen)
                if seen.rank == WHOLE:
                    break
        if looks:
            return min(looks, key=lambda each: each.rank)
        return NOWHERE if is_absence and set(reasons) == {UNSEEN} else reasons[0]

    async def _at(self, place: Place, page: SavedPage) -> Look | str:
        if self._slow >= _MOST_SLOW:
            return GIVEN_UP
        sight = await self._camera.look(page, place)
        self._slow += sight == SLOW
        seen = sight if isinstance(sight, str) else _judged(place, page, sight)
        if seen != BY_SCRIPT or (shown := unfolded(page, self._portal)) is None:
            return seen
        again = await self._camera.look(shown, place)
        better = again if isinstance(again, str) else _judged(place, shown, again)
        return better if isinstance(better, Look) and better.rank == WHOLE else seen


def _judged(place: Place, page: SavedPage, sight: Sight) -> Look | str:
    """A look that shows what the finding says, or why it would mislead: neither the top of a page nor the name of a list is
    a picture of what scripts were to write."""
    is_found = bool(sight.found) and sight.box is not None
    if is_found and (sight.found in ("link", "region") or sight.index < place.whole):
        return Look(place, page, sight, WHOLE)
    in_script = any(text in page.text for text in place.texts[: place.whole])
    if place.whole and not sight.hidden and (in_script or (page.has_parts and place.of_rows)):
        return BY_SCRIPT
    if is_found:
        return Look(place, page, sight, PART)
    return UNSEEN if place.required else Look(place, page, sight, PAGE)
