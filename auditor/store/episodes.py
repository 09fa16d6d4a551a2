"""How a finding's presence over time follows from looks at its portal. Pure; days only.

A finding is a row of episodes. A look on a day either saw it, or did not list it (``unseen``), or proved it gone (``mended``).
Looks may become known in any order: besides its own day a look is told which complete looks were recorded that came after it.
In the usual order there are none.

* An episode ends on the day of the first complete look that does not list the finding. Proof that comes later turns ``unseen``
  into ``mended``; the day stays.
* Within one day the last look counts: what came and went and came again on one day never went.
* A look between two days of an episode that did not see the finding splits it.
* Proof is never made up. Which look proved what is not kept, so a presence that becomes known only after the look that no
  longer listed it ended ``unseen``, and so does the one before it: its proof may have come later than that presence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from auditor.model.fleet import Standing
from auditor.model.timeline import Episode

MENDED, UNSEEN = Standing.MENDED.value, Standing.UNSEEN.value
#: A finding flaps that came back so often within so many days.
_RETURNS, _DAYS = 2, 30

Episodes = tuple[Episode, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """``later``: the days of complete looks that are recorded already and came after this one, ascending. ``again``: a look
    that came after it on the same day is recorded, complete or not."""

    day: str
    later: Sequence[str] = ()
    again: bool = False

    @property
    def following(self) -> str:
        return self.later[0] if self.later else ""

    @property
    def newest(self) -> bool:
        """Nothing that is recorded came after it."""
        return not self.later and not self.again


def seen(episodes: Episodes, look: Look) -> Episodes:
    """After a look that saw the finding."""
    day, following = look.day, look.following
    if (number := _covering(episodes, day)) is not None:
        return _put(episodes, number, _looked(episodes[number]))
    after = next((number for number, each in enumerate(episodes) if each.began > day), None)
    if after is not None and (not following or episodes[after].began <= following):
        return _reaching_back(episodes, after, day)
    for number, each in enumerate(episodes):
        if each.ended == day and (look.again or (following and each.began == day)):
            return _put(episodes, number, _looked(each))
        if each.ended == day and each.began == day:
            return _put(episodes, number, replace(_looked(each), ended="", how=""))
    if not following:
        return (*episodes, Episode(day))
    return _put_between(episodes, Episode(day, following, UNSEEN))


def gone(episodes: Episodes, look: Look, proven: bool) -> Episodes:
    """After a look that did not list the finding, ``proven`` when it showed that it is mended."""
    number = _covering(episodes, look.day)
    if number is None:
        return _proven(episodes, look.day) if proven else episodes
    whole, following = episodes[number], look.following
    if look.again:
        return episodes
    if not following or (whole.ended and whole.ended <= following):
        how = MENDED if proven else whole.how or UNSEEN
        return _put(episodes, number, replace(whole, ended=look.day, how=how))
    seen_later = sum(not whole.ended or day < whole.ended for day in look.later)
    first = Episode(
        whole.began, look.day, MENDED if proven else UNSEEN, looks=max(1, whole.looks - seen_later)
    )
    second = replace(whole, began=following, looks=seen_later)
    return (*episodes[:number], first, second, *episodes[number + 1 :])


def standing(episodes: Episodes, today: str) -> Standing:
    """How a finding stands on the day of the last look (see :mod:`auditor.store.findings`)."""
    last = episodes[-1]
    if last.ended:
        return Standing.MENDED if last.how == MENDED else Standing.UNSEEN
    if len(returns(episodes, today)) >= _RETURNS:
        return Standing.FLAPPING
    return Standing.CONFIRMED if looks_since_proof(episodes) > 1 else Standing.UNCONFIRMED


def returns(episodes: Episodes, today: str) -> tuple[str, ...]:
    """The days of the last month on which it came back after it was proven gone. What was out of sight did not come back."""
    since = (date.fromisoformat(today) - timedelta(_DAYS)).isoformat()
    return tuple(
        now.began for then, now in pairwise(episodes) if then.how == MENDED and since < now.began <= today
    )


def looks_since_proof(episodes: Episodes) -> int:
    """How many looks saw it since it was last proven gone."""
    return sum(each.looks for each in since_proof(episodes))


def since_proof(episodes: Episodes) -> Episodes:
    """The last episode, with those before it that ended out of sight."""
    first = len(episodes) - 1
    while first > 0 and episodes[first - 1].how == UNSEEN:
        first -= 1
    return episodes[first:]


def on(episodes: Sequence[Episode], day: str) -> bool:
    """Whether it was there at the end of a day, as far as is known."""
    return _covering(episodes, day) is not None


def _covering(episodes: Sequence[Episode], day: str) -> int | None:
    for number, each in enumerate(episodes):
        if each.began <= day and (not each.ended or day < each.ended):
            return number
    return None


def _reaching_back(episodes: Episodes, number: int, day: str) -> Episodes:
    """The episode was there on ``day`` already; one of that very day was the same."""
    same = episodes[number - 1 : number] if number and episodes[number - 1].began == day else ()
    looks = episodes[number].looks + 1 + sum(each.looks for each in same)
    whole = replace(episodes[number], began=day, looks=looks)
    return (*episodes[: number - len(same)], whole, *episodes[number + 1 :])


def _proven(episodes: Episodes, day: str) -> Episodes:
    """What was out of sight on ``day`` turns out to be mended."""
    before = [number for number, each in enumerate(episodes) if each.began <= day and each.ended]
    if not before or episodes[before[-1]].how == MENDED:
        return episodes
    return _put(episodes, before[-1], replace(episodes[before[-1]], how=MENDED))


def _looked(episode: Episode) -> Episode:
    return replace(episode, looks=episode.looks + 1)


def _put(episodes: Episodes, number: int, episode: Episode) -> Episodes:
    return (*episodes[:number], episode, *episodes[number + 1 :])


def _put_between(episodes: Episodes, late: Episode) -> Episodes:
    """Whether the one before it was proven gone before or after it came back is not known any more."""
    before = tuple(each for each in episodes if each.began <= late.began)
    if before:
        before = (*before[:-1], replace(before[-1], how=UNSEEN))
    return (*before, late, *episodes[len(before) :])
