"""From single requests back to questions: one thread for each query put to an engine, from the request that asks it to
the answer that a visitor ends at (redirects, the interface behind a shell page, the browser's second look)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from auditor.extract.search.engines import ANEW, TYPED, Engine, asked_text, engine_key, field_of
from auditor.extract.search.interfaces import interface_text
from auditor.model import Fetch, PageReading, Purpose, SearchForm

Answer = tuple[Fetch, PageReading | None]
_MAX_STEPS = 12


@dataclass(frozen=True, slots=True)
class Thread:
    """A query and the answers to it, in order. ``through`` says how the results came: ``interface`` (as data behind the
    page), ``browser``, or "" (in the page itself); ``tries`` how often it was asked."""

    text: str
    steps: tuple[Answer, ...]
    through: str = ""
    tries: int = 1

    @property
    def asked(self) -> Fetch:
        return self.steps[0][0]

    @property
    def final(self) -> Answer:
        return self.steps[-1]

    @property
    def named(self) -> str:
        """The interface that a page on the way names as the source of its results; "" when none does."""
        answers = (reading.answer for _, reading in self.steps if reading is not None)
        return next((answer.interface for answer in answers if answer and answer.interface), "")

    @property
    def shell(self) -> Answer:
        """The page that a visitor's browser shows: the last step that is no data."""
        return self.steps[-2] if self.through == "interface" and len(self.steps) > 1 else self.steps[-1]

    @property
    def elapsed_ms(self) -> int:
        """Until a visitor has what he asked for; 0 when a step was not measured."""
        times = [fetch.elapsed_ms for fetch, _ in self.steps]
        return sum(times) if all(times) else 0


@dataclass(frozen=True, slots=True)
class Threads:
    """All that one engine was asked. ``form`` is how it is asked: the box itself, or what typing into it has told."""

    engine: Engine
    form: SearchForm
    threads: tuple[Thread, ...] = ()
    typed: Answer | None = None
    pages: tuple[Answer, ...] = ()  # the page with the box, asked again for its tokens

    def of(self, text: str) -> Thread | None:
        return next((thread for thread in self.threads if thread.text == text), None)


@dataclass(slots=True)
class _Book:
    """Answers of the search by what was asked: the last attempt counts."""

    plain: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    rendered: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    typed: list[Answer] = field(default_factory=list)
    anew: list[Answer] = field(default_factory=list)


def _book(answers: Iterable[Answer]) -> _Book:
    book = _Book()
    for answer in answers:
        fetch = answer[0]
        if fetch.purpose is not Purpose.SEARCH:
            continue
        if fetch.render == TYPED:
            book.typed.append(answer)
        elif fetch.attempt >= ANEW:
            book.anew.append(answer)
        else:
            book.rendered.update({fetch.request: answer}) if fetch.render else _put(book.plain, answer)
    return book


def _put(known: dict[tuple[str, str, str], Answer], answer: Answer) -> None:
    before = known.get(answer[0].request)
    if before is None or answer[0].attempt >= before[0].attempt:
        known[answer[0].request] = answer


def threads_of(engine: Engine, answers: Sequence[Answer]) -> Threads:
    """What ``engine`` was asked, in the order of ``answers``."""
    book = _book(answers)
    typed = next((answer for answer in book.typed if answer[0].url == engine.page), None)
    form = _learned(engine, book.typed)
    found: dict[str, Thread] = {}
    for answer in book.plain.values():
        fetch = answer[0]
        text = asked_text(form, fetch.method, fetch.url, fetch.body)
        behind = interface_text(engine, fetch.method, fetch.url, fetch.body) if not text else None
        asked = (text or behind or "").strip()
        if asked and (text or asked not in found):
            thread = _thread(engine, asked, answer, book, is_data=behind is not None)
            found[asked] = _better(found.get(asked), replace(thread, tries=fetch.attempt))
    for answer in book.typed:
        fetch = answer[0]
        asked = (field_of(fetch.body, engine.form.field) or "").strip()
        is_own = fetch.url == engine.page and not form.action
        if is_own and asked and asked not in found:
            found[asked] = Thread(asked, (answer,), "browser")
    pages = tuple(answer for answer in book.anew if answer[0].url == engine.page)
    return Threads(engine, form, tuple(found.values()), typed, pages)


def _better(before: Thread | None, thread: Thread) -> Thread:
    """Of two tries of one query (with another token) the one that got an answer, else the later."""
    if before is None:
        return thread
    kept = before if before.final[0].failure is None and thread.final[0].failure is not None else thread
    return replace(kept, tries=before.tries + thread.tries)


def _learned(engine: Engine, typed: Sequence[Answer]) -> SearchForm:
    """The request that the box makes: its own, or for a box without address the one that typing has shown."""
    if engine.form.action:
        return engine.form
    for fetch, reading in typed:
        if fetch.url == engine.page and reading is not None and fetch.location:
            told = next((form for form in reading.forms if form.action), None)
            if told is not None:
                return told
    return engine.form


def _thread(engine: Engine, text: str, first: Answer, book: _Book, *, is_data: bool) -> Thread:
    steps = [first]
    through = "interface" if is_data else ""
    seen = {first[0].request}
    while len(steps) < _MAX_STEPS:
        fetch, reading = steps[-1]
        shown = book.rendered.get(fetch.request) if not fetch.render else None
        step = shown or _target(fetch, reading, book, seen)
        if step is None and not is_data and through != "browser":
            step = _data_behind(engine, text, steps, book)
            through = "interface" if step is not None else through
        if step is None:
            break
        through = "browser" if shown is not None else through
        seen.add(step[0].request)
        steps.append(step)
        if through == "interface":
            break
    return Thread(text, tuple(steps), through)


def _target(
    fetch: Fetch, reading: PageReading | None, book: _Book, seen: set[tuple[str, str, str]]
) -> Answer | None:
    """Where a redirect of the server or of the page led."""
    leads = fetch.location or (reading.redirect if reading is not None else None)
    if not leads:
        return None
    for request in (("GET", leads, ""), (fetch.method, leads, fetch.body)):
        found = book.plain.get(request)
        if found is not None and request not in seen:
            return found
    return None


def _data_behind(engine: Engine, text: str, steps: Sequence[Answer], book: _Book) -> Answer | None:
    """The answer of the interface that was asked because of one of these pages."""
    pages = {fetch.url for fetch, _ in steps}
    for answer in book.plain.values():
        fetch = answer[0]
        if fetch.referrer not in pages or fetch.request in {step.request for step, _ in steps}:
            continue
        if interface_text(engine, fetch.method, fetch.url, fetch.body) == text:
            return answer
    return None


def newest_form(form: SearchForm, answers: Sequence[Answer]) -> tuple[SearchForm, int]:
    """The form as the newest page of the search shows it, with the place of that page among ``answers``; -1 when none
    shows it."""
    key = engine_key(form)
    for place in range(len(answers) - 1, -1, -1):
        fetch, reading = answers[place]
        for each in reading.forms if reading is not None and fetch.purpose is Purpose.SEARCH else ():
            if engine_key(each) == key:
                return each, place
    return form, -1
