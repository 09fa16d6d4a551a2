"""From sightings to accounts: one account named in five places is one. Pure, and the same whatever the order.

Two sightings are of one account when their platform is the same and they share its key, an address, or the name. What the
account's own page says of name and key counts too, so a QR code without a caption finds its row in the county's list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor import urls
from auditor.extract.media import combined
from auditor.media.names import name_key
from auditor.media.sightings import Sighting
from auditor.media_words import media_words
from auditor.model import AccountReading, AccountSource, AccountState, MediaAccount, Mention

#: Whose word counts first.
_ORDER = (
    AccountSource.REGISTER,
    AccountSource.LISTING,
    AccountSource.QR,
    AccountSource.LINK,
    AccountSource.ARTICLE,
)
#: So many posts of one account are kept, the newest first.
MAX_POSTS = 2000

#: What was read at a start and after it.
Answers = Callable[[str], Sequence[AccountReading]]


@dataclass(frozen=True, slots=True)
class _Seen:
    sighting: Sighting
    readings: tuple[AccountReading, ...]

    @property
    def names(self) -> tuple[str, ...]:
        said = (self.sighting.name, *(reading.name for reading in self.readings))
        return tuple(dict.fromkeys(name for name in said if name))

    @property
    def keys(self) -> tuple[str, ...]:
        said = (self.sighting.key, *(reading.key for reading in self.readings))
        return tuple(dict.fromkeys(key.casefold() for key in said if key))

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(urls.canonical(url) for url in (self.sighting.url, *self.sighting.starts) if url)
        )

    @property
    def is_anonymous(self) -> bool:
        """Neither key nor address nor name: the place says no more than that there is an account."""
        return not (self.names or self.keys or self.addresses)


def discover(
    sightings: Sequence[Sighting], answers: Answers, exports: Mapping[str, AccountReading]
) -> tuple[MediaAccount, ...]:
    """The accounts, sorted by platform, name and id. ``exports`` are the lists of posts that the register supplies, by name."""
    seen = [
        _Seen(each, tuple(reading for start in each.starts for reading in answers(start)))
        for each in sorted(sightings, key=_order)
    ]
    groups = _settled(_groups([each for each in seen if not each.is_anonymous]), seen)
    accounts = [_account(group, exports) for group in groups if any(each.sighting.firm for each in group)]
    order = {platform.id: number for number, platform in enumerate(media_words().platforms)}
    accounts.sort(key=lambda each: (order.get(each.platform, len(order)), each.name, each.id))
    return tuple(_unlike(accounts))


def _order(each: Sighting) -> tuple[int, tuple[str, ...]]:
    """Whose word counts first; every difference has its place, so that the order of discovery has none."""
    rank = _ORDER.index(each.source)
    return rank, (each.page, each.quote, each.url, each.name, each.kind, each.owner, each.key, *each.starts)


# ── which belong together ─────────────────────────────────────────────────────────────────────────


def _groups(seen: Sequence[_Seen]) -> list[list[_Seen]]:
    """Connected by their tokens; in the order of their first sighting."""
    kinds = _kinds(seen)
    parent = list(range(len(seen)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    first: dict[tuple[str, ...], int] = {}
    for at, each in enumerate(seen):
        for token in _tokens(each, kinds):
            one, other = root(first.setdefault(token, at)), root(at)
            parent[max(one, other)] = min(one, other)
    groups: dict[int, list[_Seen]] = defaultdict(list)
    for at, each in enumerate(seen):
        groups[root(at)].append(each)
    return list(groups.values())


def _tokens(each: _Seen, kinds: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[tuple[str, ...]]:
    platform, kind = each.sighting.platform, each.sighting.kind
    yield from ((platform, "key", key) for key in each.keys)
    yield from ((platform, "address", address) for address in each.addresses)
    for name in map(name_key, each.names):
        known = kinds.get((platform, name), ())
        yield (platform, "name", name, kind or (known[0] if known else ""))


def _kinds(seen: Sequence[_Seen]) -> dict[tuple[str, str], list[str]]:
    """Kinds (订阅号, 服务号) under which a name appears: a subscription and a service account may share their name."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in seen:
        for name in map(name_key, each.names):
            kinds = found[each.sighting.platform, name]
            if each.sighting.kind and each.sighting.kind not in kinds:
                kinds.append(each.sighting.kind)
    return found


def _settled(groups: list[list[_Seen]], seen: Sequence[_Seen]) -> list[list[_Seen]]:
    """Places that do not name their account speak of the only one of its platform; where there are several they say
    nothing, where there is none they are one."""
    by_platform: dict[str, list[list[_Seen]]] = defaultdict(list)
    for group in groups:
        by_platform[group[0].sighting.platform].append(group)
    for platform, members in by_platform.items():
        nameless = [group for group in members if not any(each.names for each in group)]
        named = [group for group in members if group not in nameless]
        if len(named) == 1 and len(nameless) == 1 and not any(each.keys for each in named[0]):
            named[0] += nameless[0]
            by_platform[platform] = named
    for each in seen:
        if each.is_anonymous:
            members = by_platform[each.sighting.platform]
            if not members:
                members.append([])
            if len(members) == 1:
                members[0].append(each)
    return [group for members in by_platform.values() for group in members if group]


# ── what is said of one ───────────────────────────────────────────────────────────────────────────


def _account(group: Sequence[_Seen], exports: Mapping[str, AccountReading]) -> MediaAccount:
    said = [each.sighting for each in group]
    readings = tuple(dict.fromkeys(reading for each in group for reading in each.readings))
    supplied = tuple(dict.fromkeys(exports[each.export] for each in said if each.export in exports))
    posts, whole = combined((*readings, *supplied))
    name = _first([each.name for each in said] + [reading.name for reading in readings])
    key = _first([each.key for each in said] + [reading.key for reading in readings])
    url = _first([each.url for each in said])
    return MediaAccount(
        id=f"{said[0].platform}:{key or (urls.canonical(url) if url else '') or name_key(name)}",
        platform=said[0].platform,
        name=name,
        owner=_first([each.owner for each in said] + [reading.owner for reading in readings]),
        kind=_first([each.kind for each in said]),
        url=url,
        state=_state(said),
        main=any(each.main for each in said),
        mentions=tuple(dict.fromkeys(Mention(each.source, each.page, each.quote) for each in said)),
        readings=(*readings, *supplied),
        posts=posts[:MAX_POSTS],
        whole=whole and len(posts) <= MAX_POSTS,
        exported=bool(supplied) and any(reading.posts for reading in supplied),
        topics=tuple(dict.fromkeys(topic for each in said for topic in each.topics)),
    )


def _first(said: Sequence[str]) -> str:
    return next((each for each in said if each), "")


def _state(said: Sequence[Sighting]) -> AccountState:
    """The register's word, then what a list says."""
    told = [each.state for each in said if each.state is not AccountState.UNKNOWN]
    return told[0] if told else AccountState.UNKNOWN


def _unlike(accounts: Sequence[MediaAccount]) -> Iterator[MediaAccount]:
    """Ids are unique: of two accounts under one id (a name that two kinds share) the second bears its kind."""
    taken: set[str] = set()
    for account in accounts:
        id_, number = account.id, 2
        while id_ in taken:
            id_ = f"{account.id}:{account.kind or number}" if number == 2 else f"{account.id}:{number}"
            number += 1
        taken.add(id_)
        yield replace(account, id=id_)
