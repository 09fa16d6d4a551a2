"""The face of a CMS family: what one make of portal software does that the generic reader cannot know.

A family only adds. The generic reader reads every page; a recognised family first puts the rows that its scripts
would show into the tree, then names what the page leaves to be asked (parts), its further pages, its tree of columns
and its search. One page may be recognised by several families. The families themselves are in ``spiders/families``;
they are pure: text in, values out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from auditor.extract.dom import Dom
from auditor.model import Link, Pager, PageReading, Part, SearchForm
from auditor.territory import Territory


@dataclass(frozen=True, slots=True)
class PageSource:
    """A page before it is read. ``url`` is the address a visitor sees, with its fragment when that names a column.

    ``scripts`` are all inline scripts without their comments, ``markup`` is the page as sent (for what a HTML parser
    throws away). ``dom`` may be changed by :meth:`Family.unfold` only.
    """

    url: str
    dom: Dom
    scripts: str
    markup: str
    territory: Territory

    @property
    def fragment(self) -> str:
        return urlsplit(self.url).fragment

    @property
    def folded(self) -> bytes:
        """The markup in lower case, as UTF-8: to look for an ASCII word in it costs next to nothing."""
        return _folded(self.markup)


@dataclass(frozen=True, slots=True)
class DataSource:
    """The answer of an interface. ``url`` and ``form`` (urlencoded) are what was asked, ``page`` is the address of
    the page whose hole it fills; relative links are relative to that."""

    url: str
    form: str
    text: str
    page: str
    territory: Territory


@lru_cache(maxsize=2)
def _folded(markup: str) -> bytes:
    return markup.encode("utf-8", "replace").lower()


class Marks:
    """Marks that a family leaves in a page as sent, letters of any case. ``words`` are marks by themselves; a pattern of
    ``shapes`` is tried where the word before it stands. All are ASCII and lower case: a word is found a hundred times as fast
    as an alternative of a pattern that ignores case."""

    def __init__(self, *words: str, shapes: Sequence[tuple[str, str]] = ()) -> None:
        self._words = tuple(word.encode("ascii") for word in words)
        self._shapes = tuple(
            (word.encode("ascii"), re.compile(shape.encode("ascii"))) for word, shape in shapes
        )

    def are_in(self, page: PageSource) -> bool:
        folded = page.folded
        for word in self._words:
            if word in folded:
                return True
        return any(word in folded and shape.search(folded) for word, shape in self._shapes)


class Family:
    """Base of all families: recognises nothing and adds nothing. Override what the family has."""

    name = ""

    def recognise(self, page: PageSource) -> bool:
        """True when the page carries a mark that only this family leaves."""
        raise NotImplementedError

    def unfold(self, page: PageSource) -> None:
        """Bring the tree to what a browser would show: rows that the page carries in a script, an XML island or an
        attribute become ordinary list rows, templates go, places that an interface will fill are marked. The generic
        reader then reads title, link and date."""

    def parts(self, page: PageSource) -> tuple[Part, ...]:
        """What must be asked besides to know what a visitor sees on this page (rows, included menus)."""
        return ()

    def pager(self, page: PageSource) -> Pager | None:
        """Further pages of the page's list; None when the generic reader's answer is to stand."""
        return None

    def tree(self, page: PageSource) -> tuple[Link, ...]:
        """Columns that the page names in a script: menu links, top of the tree first."""
        return ()

    def forms(self, page: PageSource) -> tuple[SearchForm, ...]:
        """Search boxes of the family's own make that the generic reader does not see."""
        return ()

    def answers(self, url: str) -> bool:
        """True when ``url`` is an interface of this family, so that :meth:`read_answer` can read it."""
        return False

    def read_answer(self, data: DataSource) -> PageReading | None:
        """Read what the interface answered: ``items`` and ``pager``, or ``links`` of a tree. None: not understood."""
        return None
