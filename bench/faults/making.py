"""What the families of faults are made with: whole answers, answers that are edited, pages with a few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.faults.model import Aim, Allowed, Answer, Deed, Fault, Play, Scene, Step
from bench.faults.wire import whole

HTML = ("Content-Type", "text/html; charset=utf-8")
#: What is true of a page that is gone for good, or says so.
DEAD = (
    Allowed("dead-link", "the page is gone, for every visitor and each time"),
    Allowed("dead-form-target", "a form is sent to an address that is gone"),
    Allowed("dead-search-result", "the portal's search finds a page that is gone"),
    Allowed("broken-search", "the address of the portal's search is gone"),
)
#: What is true of a program that always fails.
FAILING = (Allowed("broken-search", "the portal's search answers every query with an error of the server"),)
#: What is true of an attachment that is not the file that its address promises.
WRONG_FILE = (
    Allowed("dead-link", "what opens is not the file that the link names"),
    Allowed("dead-form", "what opens is not the form that the guide offers"),
)
#: What is true of an attachment that has no bytes, whenever it is asked for.
NO_BYTES = (
    Allowed("dead-link", "the file has no bytes: nobody can open it", Aim.FILE),
    Allowed("dead-form", "the form has no bytes: nobody can fill it in", Aim.FILE),
)
#: Whatever comes over the connection.
ANYTHING = (Aim.PAGE, Aim.FILE, Aim.DATA, Aim.ROBOTS, Aim.SITE)
CONTENT = (Aim.PAGE, Aim.DATA, Aim.SITE)


def family(name: str) -> Callable[..., Fault]:
    """Makes faults of one family."""

    def fault(
        short: str,
        what: str,
        deed: Deed,
        aims: tuple[Aim, ...] = CONTENT,
        allows: tuple[Allowed, ...] = (),
        is_harmless: bool = False,
        hosts: tuple[str, ...] = (),
        pages: tuple[str, ...] = (),
        is_gone: bool = False,
        leads_away: bool = False,
        invents: str = "",
    ) -> Fault:
        return Fault(
            short, name, what, deed, aims, allows, is_harmless, hosts, pages, is_gone, leads_away, invents
        )

    return fault


def instead(answer: Answer) -> Play:
    """Always this answer."""

    def play(scene: Scene) -> Iterator[Step]:
        yield whole(answer, scene.asked.method)

    return play


def one_of(*answers: Answer) -> Play:
    """One of these, by chance."""

    def play(scene: Scene) -> Iterator[Step]:
        yield whole(scene.chance.choice(answers), scene.asked.method)

    return play


def edited(edit: Callable[[Scene], Answer]) -> Play:
    """The true answer changed; answers without a body of their own (304, 404) go out as they are."""

    def play(scene: Scene) -> Iterator[Step]:
        is_there = scene.true.status == 200
        yield whole(edit(scene) if is_there else scene.true, scene.asked.method)

    return play


def page(title: str, body: str, status: int = 200, *headers: tuple[str, str]) -> Answer:
    """A small page in UTF-8."""
    markup = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"
    return Answer(status, (HTML, *headers), markup.encode())


def with_body(answer: Answer, body: bytes, **headers: str) -> Answer:
    """The answer with another body. ``headers`` (``Content_Type="…"``) replace those of the same name; validators go."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    dropped = {"etag", "last-modified", *(name.lower() for name in named)}
    kept = tuple(pair for pair in answer.headers if pair[0].lower() not in dropped)
    return Answer(answer.status, (*kept, *named.items()), body)
