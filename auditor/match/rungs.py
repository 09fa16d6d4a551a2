"""The rungs of the ladder for one name among columns or fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.match.context import Above
from auditor.match.reading import Reader, Reading
from auditor.match.scoring import Likes
from auditor.match.veto import confused
from auditor.match.vocabulary import MIN_FUZZY, Vocabulary
from auditor.model import Decision, Group, Match, PublishedName, StandardEntry

MIN_WIDENED, MAX_INSERTED = 6, 2  # characters of a name that may be widened, and by how many
SLUG_SUPPORT = 70.0  # likeness that a name needs when the address already points to the entry

#: Rungs from sure to unsure.
RUNGS = (
    "decision",
    "exact",
    "normalised",
    "alias",
    "grammar",
    "pattern",
    "tree",
    "level1",
    "slug",
    "fuzzy",
    "part",
    "shared",
    "collective",
    "spread",
)
NAMED = frozenset({"exact", "normalised", "alias", "grammar", "pattern"})
_TREE, _SLUG, _SHORT_ALONE, _SHARED = 93.0, 91.0, 70.0, 90.0
_ORDER = {Decision.ACCEPTED: 0, Decision.REVIEW: 1, Decision.REJECTED: 2}
_TAILS = tuple("法 条例 办法 规定 细则 通知 公告 方案 意见 员 证 费 金 率 表 图".split())


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Likeness (0–100) from which a name is accepted or left for review, and the lead over the next entry.

    One changed character in a four-character name scores 75, in an eight-character name 87.5, one added to four
    characters 88.9. All of these can change the meaning (厂务公开, 社会保险法): the first is rejected, the others are
    left for review, acceptance lies above them.
    """

    accept: float = 90.0
    review: float = 76.0
    margin: float = 6.0


DEFAULT = Thresholds()


def sureness(match: Match) -> tuple[int, int, float]:
    rung = RUNGS.index(match.method) if match.method in RUNGS else len(RUNGS)
    return (_ORDER[match.decision], rung, -match.score)


def score_of(likes: Likes, entry_id: str) -> float:
    return next((score for id_, score in likes if id_ == entry_id), 0.0)


@dataclass(frozen=True, slots=True)
class Rungs:
    """The ladder for one name below its parents, among columns or fields."""

    name: PublishedName
    reading: Reading
    over: Above
    folder: str
    likes: Likes
    reader: Reader
    group: Group
    thresholds: Thresholds

    @property
    def words(self) -> Vocabulary:
        return self.reader.words[self.group]

    def climb(self) -> Iterator[Match]:
        hit = self.reading.hits.get(self.group)
        if hit:
            yield self._match(
                Decision.REVIEW if self._elsewhere() else Decision.ACCEPTED, hit.entry, hit.method, hit.score
            )
            return
        yield from filter(None, self._unnamed())

    def _elsewhere(self) -> bool:
        """True where the group's names mean something else: among services, topics, news, the party's columns."""
        over = self.over
        topic = self.group is Group.FIELD and over.topical and not over.grassroots
        return topic or over.body or self.group in over.foreign

    def _unnamed(self) -> Iterator[Match | None]:
        """The rungs for a name that is no title and no alias of this group."""
        yield self._shared()
        yield self._tree()
        others = (Group.COLUMN, Group.FIELD)
        if any(group in self.reading.hits for group in others):
            return  # the word is known and means something else here: likeness has nothing to add
        yield self._slugged()
        if self.reading.shape.bare in self.words.shorts:
            return  # the tree has judged it
        yield self._fuzzy()

    def _shared(self) -> Match | None:
        ids = self.reading.shared.get(self.group)
        if not ids:
            return None
        return self._match(Decision.REVIEW, self.reader.standard.by_id[ids[0]], "shared", _SHARED)

    def _tree(self) -> Match | None:
        """A short form counts below its parent; alone it goes to review; below something else it is another thing."""
        entries, over, standard = self.reading.shorts.get(self.group, ()), self.over, self.reader.standard
        for entry in entries:
            if over.nearest in entry.parents and over.near:
                return self._match(Decision.ACCEPTED, entry, "tree", _TREE)
        if not entries or (over.nearest is not None and over.nearest not in entries[0].parents):
            return None
        if over.known and confused("".join(over.known), entries[0].title, standard):
            return None
        if over.nearest is None and over.deep:
            return None  # below names that are no standard column: 办事公开 > 指南
        return self._match(Decision.REVIEW, entries[0], "tree", _SHORT_ALONE)

    def _slugged(self) -> Match | None:
        """The address supports a name that is already like the entry's; alone it proves nothing."""
        entry = self.words.slugs.get(self.folder) if self.folder else None
        if not entry or self.reading.organ or score_of(self.likes, entry.id) < SLUG_SUPPORT:
            return None
        return self._match(Decision.ACCEPTED, entry, "slug", _SLUG)

    def _fuzzy(self) -> Match | None:
        bare = self.reading.shape.bare
        if not self.likes or len(bare) < MIN_FUZZY or self.reading.organ or bare.endswith(_TAILS):
            return None
        best, score = self.likes[0]
        if score < self.thresholds.review:
            return None
        clear = len(self.likes) == 1 or score - self.likes[1][1] >= self.thresholds.margin
        sure = score >= self.thresholds.accept or _widened(bare, best, self.words)
        decision = Decision.ACCEPTED if sure and clear and not self._elsewhere() else Decision.REVIEW
        return self._match(decision, self.reader.standard.by_id[best], "fuzzy", score)

    def _match(self, decision: Decision, entry: StandardEntry, method: str, score: float) -> Match:
        return Match(self.name, decision, entry.id, entry.title, method, score)


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
