"""Likeness of names in one batch. The only module that knows rapidfuzz and numpy.

One ``cdist`` scores all unique names against all names of all groups; what follows works on whole matrices, so that
a name costs microseconds. ``ratio`` and not ``WRatio``: on four-character titles partial scores call every part of a
name a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process

from auditor.catalog import Standard
from auditor.match.vocabulary import MIN_FUZZY, vocabulary
from auditor.model import Group

#: How many of the likest entries are kept for each name and group.
KEEP = 6
#: Below this a name is no candidate worth showing.
FLOOR = 40.0
#: Names scored at a time, so that the matrix stays small whatever the number of names.
CHUNK = 2048

Matrix = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class _Texts:
    """All names of one group's entries, entry by entry. ``starts`` are the positions of each entry's first.

    ``veto`` and ``words`` hold, as bits, the confusable words and the negative words of each text; ``scope`` the
    negative words that apply to its entry.
    """

    texts: tuple[str, ...]
    entries: tuple[str, ...]
    starts: Matrix
    long: Matrix
    veto: tuple[Matrix, Matrix]
    words: Matrix
    scope: Matrix


@dataclass(frozen=True, slots=True, eq=False)
class _Words:
    one: tuple[tuple[str, ...], ...]
    other: tuple[tuple[str, ...], ...]
    negative: tuple[str, ...]


Likes = list[tuple[str, float]]


def likest(names: Sequence[str], standard: Standard, groups: Sequence[Group]) -> dict[Group, list[Likes]]:
    """For each group and name (squeezed) the likest entries, best first: (id, ratio 0–100), none below FLOOR.

    An entry counts with its likest name that no confusable and no negative word forbids.
    """
    found: dict[Group, list[Likes]] = {group: [] for group in groups}
    tables = [_texts(standard, group) for group in groups]
    texts = [text for table in tables for text in table.texts]
    for start in range(0, len(names), CHUNK):
        chunk = names[start : start + CHUNK]
        scores = process.cdist(chunk, texts, scorer=fuzz.ratio, dtype=np.float32)
        bits = _bits(chunk, standard)
        at = 0
        for group, table in zip(groups, tables, strict=True):
            part = scores[:, at : at + len(table.texts)]
            at += len(table.texts)
            found[group] += _best(part, table, bits)
    return found


def nearest(text: str, names: Sequence[str], floor: float, keep: int) -> list[tuple[int, float]]:
    """Positions in ``names`` of those likest to ``text``, best first, none below ``floor``; ties keep their order."""
    hits = process.extract(text, names, scorer=fuzz.ratio, processor=None, score_cutoff=floor, limit=keep)
    return [(index, round(float(score), 1)) for _, score, index in hits]


def ratio(one: str, other: str) -> float:
    """Likeness of two texts, 0–100."""
    return float(fuzz.ratio(one, other))


def _best(scores: Matrix, table: _Texts, bits: tuple[Matrix, Matrix, Matrix]) -> list[Likes]:
    scores = np.where(table.long[None, :] & (scores >= FLOOR), scores, 0.0)
    rows, columns = np.nonzero(scores)
    scores[rows, columns] *= _allowed(rows, columns, table, bits)
    best = np.maximum.reduceat(scores, table.starts, axis=1)
    keep = min(KEEP, best.shape[1])
    top = np.argpartition(-best, keep - 1, axis=1)[:, :keep]
    top.sort(axis=1)  # the order of entries decides between equal scores
    values = np.take_along_axis(best, top, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    top, values = np.take_along_axis(top, order, axis=1), np.take_along_axis(values, order, axis=1)
    return [
        [(table.entries[i], round(v, 1)) for i, v in zip(row, score, strict=True) if v > 0]
        for row, score in zip(top.tolist(), values.tolist(), strict=True)
    ]


def _allowed(rows: Matrix, columns: Matrix, table: _Texts, bits: tuple[Matrix, Matrix, Matrix]) -> Matrix:
    """1 where no word forbids the pair, else 0. See :mod:`auditor.match.veto` for the rule."""
    one, other, words = bits
    one, other = one[rows], other[rows]
    here, there = table.veto[0][columns], table.veto[1][columns]
    confused = (one & ~other & there & ~here) | (other & ~one & here & ~there)
    negated = words[rows] & ~table.words[columns] & table.scope[columns]
    return np.logical_not(np.logical_or(confused.any(axis=1), negated.any(axis=1)))


@lru_cache(maxsize=16)
def _texts(standard: Standard, group: Group) -> _Texts:
    variants = vocabulary(standard, group).variants
    texts = tuple(variant.text for variant in variants)
    ids = [variant.entry.id for variant in variants]
    starts = [at for at, id_ in enumerate(ids) if at == 0 or ids[at - 1] != id_]
    one, other, words = _bits(texts, standard)
    return _Texts(
        texts=texts,
        entries=tuple(ids[at] for at in starts),
        starts=np.array(starts),
        long=np.array([len(text) >= MIN_FUZZY for text in texts]),
        veto=(one, other),
        words=words,
        scope=_scopes(ids, standard),
    )


def _bits(texts: Sequence[str], standard: Standard) -> tuple[Matrix, Matrix, Matrix]:
    words = _words(standard)
    joined = "\n".join(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])[:-1]
    return (
        _holding(joined, starts, words.one),
        _holding(joined, starts, words.other),
        _holding(joined, starts, tuple((word,) for word in words.negative)),
    )


def _holding(joined: str, starts: Matrix, sets: Sequence[Iterable[str]]) -> Matrix:
    """Bit ``k`` of row ``i`` (64 a column): text ``i`` holds a word of set ``k``. One scan of all texts a word."""
    found = np.zeros((len(starts), (len(sets) + 63) // 64), dtype=np.uint64)
    for number, words in enumerate(sets):
        for word in words:
            at = joined.find(word)
            places = []
            while at >= 0:
                places.append(at)
                at = joined.find(word, at + 1)
            if places:
                rows = np.searchsorted(starts, places, side="right") - 1
                found[rows, number // 64] |= np.uint64(1 << (number % 64))
    return found


def _scopes(ids: Sequence[str], standard: Standard) -> Matrix:
    """Per text the negative words that apply to its entry, as bits."""
    order = {word: number for number, word in enumerate(_words(standard).negative)}
    masks: dict[str, list[int]] = {}
    for id_ in dict.fromkeys(ids):
        mask = [0] * ((len(order) + 63) // 64)
        for negative in standard.negatives:
            if not negative.entries or id_ in negative.entries:
                for word in negative.words:
                    mask[order[word] // 64] |= 1 << (order[word] % 64)
        masks[id_] = mask
    return np.array([masks[id_] for id_ in ids], dtype=np.uint64)


@lru_cache(maxsize=16)
def _words(standard: Standard) -> _Words:
    return _Words(
        one=tuple(pair.one for pair in standard.confusables),
        other=tuple(pair.other for pair in standard.confusables),
        negative=tuple(dict.fromkeys(word for row in standard.negatives for word in row.words)),
    )
