"""Forms by which the public speaks to the office, as inspected and never submitted; surveys and their results."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from auditor.model.snapshot import Failure


class FormPurpose(StrEnum):
    """What a form is for."""

    LETTER = "letter"  # 县长信箱, 咨询投诉, 举报
    APPLICATION = "application"  # 依申请公开
    STATUS = "status"  # 办理状态查询
    SURVEY = "survey"  # 征集, 调查问卷
    COMMENT = "comment"
    LOGIN = "login"
    UNKNOWN = "unknown"


class Personal(StrEnum):
    """What a field asks of a person."""

    NAME = "name"
    PHONE = "phone"
    ID_NUMBER = "id-number"
    ADDRESS = "address"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class FormField:
    """``kind`` is the input's type (text, textarea, select, file, radio, checkbox, password …). ``required``: marked by
    an attribute or by a star beside its label."""

    name: str
    label: str
    kind: str
    required: bool = False
    personal: Personal | None = None


@dataclass(frozen=True, slots=True)
class InteractionForm:
    """A form as its page shows it. ``action`` "" when a script sends it. ``login``: words on the page that one has to sign
    in first (the unified identity of the province, or an account of the site)."""

    url: str
    title: str
    purpose: FormPurpose
    action: str
    method: str
    fields: tuple[FormField, ...] = ()
    captcha: bool = False
    login: str = ""
    unified_login: bool = False

    @property
    def target(self) -> str:
        """What of ``action`` is asked whether it answers: the program without its parameters (``?method=save``), which a
        careless one takes for the deed."""
        return self.action.split("?", 1)[0].split(";", 1)[0]


@dataclass(frozen=True, slots=True)
class FormTarget:
    """How the address to which a form is sent answers a question without contents (HEAD, OPTIONS): never a form. ``url`` is
    what was asked (:attr:`InteractionForm.target`), ``method`` the question's."""

    url: str
    form_url: str
    method: str
    status: int | None = None
    failure: Failure | None = None


class SurveyState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Survey:
    """An online survey. ISO dates, "" when not told. ``results``: address at which its results stand, "" when none seen."""

    url: str
    title: str
    state: SurveyState
    opens: str = ""
    closes: str = ""
    results: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class LetterStatistics:
    """The letters of one column, counted as far as they were read. ``column`` is its id, "" for letters of none.

    ``median`` and ``longest`` are working days from a letter to its answer, over the ``timed`` letters that bear both days;
    None without any. ``satisfaction`` are the words of the public's marks with how often each was given.
    """

    column: str
    name: str
    url: str
    letters: int
    answered: int
    pending: int
    timed: int = 0
    median: float | None = None
    longest: int | None = None
    satisfaction: tuple[tuple[str, int], ...] = ()
