"""What ``site.json`` of a recorded portal says, told from its inventory. Pure."""

from __future__ import annotations

from urllib.parse import urlsplit

from auditor import urls
from auditor.crawl.site_file import AnswerSettings, SearchSettings, SiteFile
from auditor.model import CrawlSummary, Inventory, Portal, SearchTrial
from auditor.portal_words import area_code, site_id

_MODES = {"found": "works", "not-found": "misses", "failed": "error"}


def site_file(summary: CrawlSummary, inventory: Inventory, day: str) -> SiteFile:
    """``site.json`` of a recording, but for what its writer knows: charset and answers."""
    portal: Portal = summary.portal
    known = bool(portal.name)  # a portal that was only named by its address has neither code nor name yet
    code = area_code(site_id(inventory.site.found))
    return SiteFile(
        code=portal.code if known or not code else code,
        name=inventory.portal.name,
        url=portal.url,
        level=portal.level,
        hosts=portal.hosts,
        folders=portal.folders,
        today=day,
        profile=portal.profile,
        search=_search(inventory),
        partial=summary.reason != "finished",
    )


def _search(inventory: Inventory) -> SearchSettings | None:
    """An engine that does what the portal's did; None when that cannot be said."""
    trial = _telling_trial(inventory)
    if trial is None or trial.verdict not in _MODES:
        return None
    form, home = trial.form, urls.host(inventory.portal.url)
    host = urls.host(form.action)
    return SearchSettings(
        path=urlsplit(form.action).path or "/",
        field=form.field,
        method=form.method,
        mode=_MODES[trial.verdict],
        host="" if host == home else host,
        charset=form.charset,
    )


def _telling_trial(inventory: Inventory) -> SearchTrial | None:
    """What found something tells most, then what answered at all."""
    order = [*_MODES, "unreadable", "skipped"]
    return min(inventory.trials, key=lambda trial: order.index(trial.verdict), default=None)


def unreadable_search(inventory: Inventory) -> list[AnswerSettings]:
    """An engine whose answers could not be read must not turn into one that is not there."""
    trial = _telling_trial(inventory)
    if trial is None or trial.verdict != "unreadable":
        return []
    return [AnswerSettings(urlsplit(trial.form.action).path or "/", method=trial.form.method, status=403)]
