"""Published name → standard entry: a ladder of rungs, the surest first.

exact → normalised → alias → tree (a short form below its parent) → slug → fuzzy → review. Confusable words veto
before any score. Every match keeps its rung and the candidates that lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from auditor.catalog import Standard
from auditor.match.context import Ancestry, ancestry
from auditor.match.direct import direct
from auditor.match.normal import Forms, forms, is_organ
from auditor.match.scoring import likest
from auditor.match.veto import confused, negated
from auditor.match.vocabulary import MIN_FUZZY, Vocabulary, vocabulary
from auditor.model import Candidate, Decision, Group, Match, PublishedName, StandardEntry
from auditor.urls import slug

#: One changed character in a four-character name scores 75, in an eight-character name 87.5, one added to four
#: characters 88.9. All of these can change the meaning (厂务公开, 社会保险法): the first is rejected, the others
#: are left for review, acceptance lies above them.
ACCEPT = 90.0
REVIEW = 76.0
FLOOR = 40.0  # below this a name is no candidate worth showing
MARGIN = 6.0  # to the best other entry
MIN_WIDENED, MAX_INSERTED = 6, 2  # characters of a name that may be widened, and by how many
SLUG_SUPPORT = 70.0  # likeness that a name needs when the address already points to the entry

#: Rungs from sure to unsure.
RUNGS = ("decision", "exact", "normalised", "alias", "pattern", "tree", "slug", "fuzzy", "collective")
_TREE, _SLUG, _SLUG_ONLY, _SHORT_ALONE = 93.0, 91.0, 60.0, 70.0
_TAILS = (
    "法",
    "条例",
    "办法",
    "规定",
    "细则",
    "通知",
    "公告",
    "方案",
    "意见",
    "员",
    "证",
    "费",
    "金",
    "率",
    "表",
    "图",
)


def match_names(
    names: Sequence[PublishedName],
    standard: Standard,
    decisions: Mapping[str, str | None] | None = None,
    groups: tuple[Group, ...] = (Group.COLUMN, Group.FIELD),
) -> list[Match]:
    """One match for each name, in the same order; with several groups the surest of them, columns first.

    ``decisions`` maps a published name to the entry id that a person chose, or None to reject; they outrank all.
    """
    per_group = [_match_group(names, standard, group) for group in groups]
    found = []
    for position, name in enumerate(names):
        best = min((matches[position] for matches in per_group), key=_sureness)
        found.append(_decided(name, best, standard, decisions))
    return found


def _sureness(match: Match) -> tuple[int, int, float]:
    order = {Decision.ACCEPTED: 0, Decision.REVIEW: 1, Decision.REJECTED: 2}
    rung = RUNGS.index(match.method) if match.method in RUNGS else len(RUNGS)
    return (order[match.decision], rung, -match.score)


def _decided(
    name: PublishedName, best: Match, standard: Standard, decisions: Mapping[str, str | None] | None
) -> Match:
    if not decisions or name.name not in decisions:
        return best
    chosen = standard.by_id.get(decisions[name.name] or "")
    decision = Decision.ACCEPTED if chosen else Decision.REJECTED
    title = chosen.title if chosen else None
    return Match(name, decision, chosen.id if chosen else None, title, "decision", 100.0, best.runners_up)


def _match_group(names: Sequence[PublishedName], standard: Standard, group: Group) -> list[Match]:
    words = vocabulary(standard, group)
    shapes = {name.name: forms(name.name) for name in names}
    bares = sorted({shape.bare for shape in shapes.values()})
    texts = [variant.text for variant in words.variants]
    scores = dict(zip(bares, likest(bares, texts, FLOOR), strict=True))
    return [
        _climb(name, shapes[name.name], scores[shapes[name.name].bare], words, standard) for name in names
    ]


def _climb(
    name: PublishedName,
    shape: Forms,
    scores: list[tuple[int, float]],
    words: Vocabulary,
    standard: Standard,
) -> Match:
    likes = _likeness(shape, scores, words, standard)
    above = ancestry(name.context, standard)
    named = _named(name, shape, words, standard, above)
    found = [named] if named else [m for m in _unnamed(name, shape, words, likes, standard, above) if m]
    best = min(found, key=_sureness) if found else Match(name, Decision.REJECTED, None, None, "none", 0.0)
    return _with_runners_up(best, name, words, likes, found)


def _unnamed(
    name: PublishedName,
    shape: Forms,
    words: Vocabulary,
    likes: Mapping[str, float],
    standard: Standard,
    above: Ancestry,
) -> Iterator[Match | None]:
    """The rungs for a name that is no title and no alias of this group."""
    yield _tree(name, shape, words, standard, above)
    if _named_elsewhere(name, shape, words, standard):
        return  # the word is known and means something else here: likeness has nothing to add
    yield _slugged(name, shape, words, likes)
    if shape.bare in words.shorts:
        return  # the tree has judged it
    yield _fuzzy(name, shape, likes, words)


def _named_elsewhere(name: PublishedName, shape: Forms, words: Vocabulary, standard: Standard) -> bool:
    groups = {entry.group for entry in standard.entries} - {words.group}
    return any(direct(name.name, shape, vocabulary(standard, group), standard) for group in groups)


def _named(
    name: PublishedName, shape: Forms, words: Vocabulary, standard: Standard, above: Ancestry
) -> Match | None:
    hit = direct(name.name, shape, words, standard)
    if not hit:
        return None
    foreign = above.nearest is not None and above.nearest in standard.foreign.get(words.group, frozenset())
    decision = Decision.REVIEW if foreign else Decision.ACCEPTED
    return Match(name, decision, hit.entry.id, hit.entry.title, hit.method, hit.score)


def _tree(
    name: PublishedName, shape: Forms, words: Vocabulary, standard: Standard, above: Ancestry
) -> Match | None:
    """A short form counts below its own parent; alone it goes to review; below something else it is another thing."""
    entries = [entry for text in (shape.bare, *shape.cores) for entry in words.shorts.get(text, ())]
    for entry in entries:
        if above.nearest in entry.parents and above.near:
            return Match(name, Decision.ACCEPTED, entry.id, entry.title, "tree", _TREE)
    if not entries or (above.nearest is not None and above.nearest not in entries[0].parents):
        return None
    if above.known_names and confused("".join(above.known_names), entries[0].title, standard):
        return None
    if above.nearest is None and above.deep:
        return None  # below names that are no standard column: 办事公开 > 指南
    return Match(name, Decision.REVIEW, entries[0].id, entries[0].title, "tree", _SHORT_ALONE)


def _slugged(
    name: PublishedName, shape: Forms, words: Vocabulary, likes: Mapping[str, float]
) -> Match | None:
    """The address supports a name that is already like the entry's; alone it proves nothing."""
    entry = words.slugs.get(slug(name.url)) if name.url else None
    if not entry or likes.get(entry.id, 0.0) < SLUG_SUPPORT or is_organ(shape.bare):
        return None
    return Match(name, Decision.ACCEPTED, entry.id, entry.title, "slug", _SLUG)


def _fuzzy(name: PublishedName, shape: Forms, likes: Mapping[str, float], words: Vocabulary) -> Match | None:
    if not likes or len(shape.bare) < MIN_FUZZY or is_organ(shape.bare) or shape.bare.endswith(_TAILS):
        return None
    ranked = sorted(likes.items(), key=lambda pair: (-pair[1], pair[0]))
    best, score = ranked[0]
    if score < REVIEW:
        return None
    clear = len(ranked) == 1 or score - ranked[1][1] >= MARGIN
    entry = next(variant.entry for variant in words.variants if variant.entry.id == best)
    sure = score >= ACCEPT or _widened(shape.bare, entry.id, words)
    decision = Decision.ACCEPTED if sure and clear else Decision.REVIEW
    return Match(name, decision, entry.id, entry.title, "fuzzy", score)


def _widened(text: str, entry_id: str, words: Vocabulary) -> bool:
    """True when ``text`` is one of the entry's longer names with words put in before its head.

    The head of a Chinese compound stands last: 信息公开(规章)制度 is still a 制度, 社会保险(法) is no 保险.
    """
    return any(
        variant.entry.id == entry_id
        and len(variant.text) >= MIN_WIDENED
        and len(text) - len(variant.text) <= MAX_INSERTED
        and text[-2:] == variant.text[-2:]
        and _is_subsequence(variant.text, text)
        for variant in words.variants
    )


def _is_subsequence(part: str, whole: str) -> bool:
    rest = iter(whole)
    return all(character in rest for character in part)


def _likeness(
    shape: Forms, scores: list[tuple[int, float]], words: Vocabulary, standard: Standard
) -> dict[str, float]:
    """Best score of each entry over its names that no word forbids."""
    found: dict[str, float] = {}
    for index, score in scores:
        variant = words.variants[index]
        if len(variant.text) < MIN_FUZZY or confused(shape.bare, variant.text, standard):
            continue
        if negated(shape.bare, variant.text, variant.entry.id, standard):
            continue
        found[variant.entry.id] = max(score, found.get(variant.entry.id, 0.0))
    return found


def _with_runners_up(
    best: Match,
    name: PublishedName,
    words: Vocabulary,
    likes: Mapping[str, float],
    found: Sequence[Match],
) -> Match:
    losers = {c.id: c for c in _candidates(name, words, likes, found) if c.id != best.id}
    ranked = sorted(losers.values(), key=lambda c: (-c.score, c.id))[:3]
    return Match(best.published, best.decision, best.id, best.title, best.method, best.score, tuple(ranked))


def _candidates(
    name: PublishedName, words: Vocabulary, likes: Mapping[str, float], found: Sequence[Match]
) -> Iterator[Candidate]:
    """Weakest witness first, so that a stronger one replaces it."""
    by_id: dict[str, StandardEntry] = {variant.entry.id: variant.entry for variant in words.variants}
    for entry_id, score in likes.items():
        yield Candidate(entry_id, by_id[entry_id].title, score, "fuzzy")
    entry = words.slugs.get(slug(name.url)) if name.url else None
    if entry:
        yield Candidate(entry.id, entry.title, max(_SLUG_ONLY, likes.get(entry.id, 0.0)), "slug")
    for match in found:
        if match.id and match.title:
            yield Candidate(match.id, match.title, match.score, match.method)
