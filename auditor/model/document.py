"""What a single text of the portal says, who is meant, and what else its page carries."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.page import PageKind


@dataclass(frozen=True, slots=True)
class Statement:
    """Something that a text says. ``id`` is one of ``rules/statements/``, ``quote`` are the words, clipped to 120."""

    id: str
    quote: str


class PersonalKind(StrEnum):
    """Kinds of personal data that can be told from their shape."""

    IDENTITY = "identity"  # 居民身份证号码, its check digit is right
    BANK_CARD = "bank-card"  # Luhn
    MOBILE = "mobile"
    ADDRESS = "address"  # a home down to house or group, in a table of people


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """Personal data that stand open to everybody. ``shown`` is masked by us: the report must not spread them.

    ``where`` names the place (table, row number), never a person. ``count`` are the data of this kind on the page.
    """

    kind: PersonalKind
    shown: str
    where: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class WordHit:
    """A word from a list that a text contains. ``list`` is ``wrong`` (with its ``correction``) or ``forbidden``
    (the inspector's own list); ``quote`` the words around it."""

    list: str
    word: str
    quote: str
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """An article, or a column that is one text, as far as rules need it. The text itself is not kept.

    ``column`` is the id of the column in whose list it stands (or that it is), "" when unknown. ``number`` is its own
    发文字号 and ``numbers`` those that it cites, all as :func:`auditor.document_numbers.normal` writes them; ``cited`` are
    titles in 《》, ``repeals`` numbers and titles that the text itself declares repealed or lapsed. ``links`` are (canonical
    address, text) of own pages and files linked from its body. ``says`` are the statements found in it, in order.
    ``pairs`` are (label, value) of its tables and lines of the form “label：value”, clipped to 200 characters. ``closes``
    is the ISO day on which a solicitation or survey ends. ``digest`` identifies the text without its spaces and dates; ""
    when it is too short to be compared. ``source`` is what the page names as 来源, ``whole`` is False when the text was
    longer than what was searched, or its page came cut off.
    """

    url: str
    title: str
    kind: PageKind
    column: str = ""
    date: str | None = None
    formed: str | None = None
    issuer: str = ""
    source: str = ""
    number: str = ""
    numbers: tuple[str, ...] = ()
    cited: tuple[str, ...] = ()
    repeals: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    attachments: tuple[tuple[str, str], ...] = ()
    says: tuple[Statement, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    personal: tuple[PersonalDatum, ...] = ()
    words: tuple[WordHit, ...] = ()
    closes: str | None = None
    pictures: int = 0
    media: int = 0
    text_length: int = 0
    whole: bool = True
    digest: str = ""
    body_sha256: str = ""

    def said(self, id: str) -> Statement | None:
        """The first statement of that id, or None."""
        return next((statement for statement in self.says if statement.id == id), None)


class LetterState(StrEnum):
    ANSWERED = "answered"
    PENDING = "pending"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter or question of the public that the portal shows; ISO days. ``column`` as in :class:`Document`."""

    title: str
    url: str
    asked: str | None = None
    answered: str | None = None
    state: LetterState = LetterState.UNKNOWN
    satisfaction: str = ""
    column: str = ""
    quote: str = ""


class ResourceKind(StrEnum):
    """What a page loads."""

    SCRIPT = "script"
    FRAME = "frame"
    IMAGE = "image"
    STYLE = "style"
    MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that a page loads. Kept only when it comes from a foreign host, or in plain HTTP into a page of HTTPS
    (``mixed``). ``url`` is absolute."""

    kind: ResourceKind
    url: str
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class HiddenLink:
    """A link to a foreign host that no visitor sees. ``trick`` names how it is hidden (``off-screen``,
    ``no-size``, ``no-display``, ``script-written``, ``same-colour``)."""

    url: str
    text: str
    trick: str


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What any page of the portal carries besides its content. ``tags`` are (lower-case name, content) of the meta tags
    that 国办发〔2017〕47号 names. ``is_whole`` is False for a page that came cut off or bare."""

    url: str
    kind: PageKind
    column: str = ""
    title: str = ""
    tags: tuple[tuple[str, str], ...] = ()
    resources: tuple[Resource, ...] = ()
    hidden: tuple[HiddenLink, ...] = ()
    body_sha256: str = ""
    is_whole: bool = True


class OrganKind(StrEnum):
    DEPARTMENT = "department"
    TOWNSHIP = "township"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ or village for which the portal has a place, or at least a name in a list of organs.

    ``blocks`` are (id of a standard entry or of ``rules/villages.yml``, address) of what is published there.
    ``url`` is None when only its name is listed. ``parent`` is the township of a village. ``obstacles`` are reasons
    why something may have been published there that was not seen.
    """

    name: str
    kind: OrganKind
    url: str | None = None
    column: str = ""
    parent: str = ""
    blocks: tuple[tuple[str, str], ...] = ()
    obstacles: tuple[str, ...] = ()
