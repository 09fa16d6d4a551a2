"""Numbers of documents (发文字号): read, written in one form, told apart from those of other documents."""

from __future__ import annotations


def normal(number: str) -> str:
    """One form for all ways of writing: half-width, without spaces, 〔〕 for brackets of any shape, 第 left out."""
    return number


def own_number(title: str, pairs: tuple[tuple[str, str], ...], text: str) -> str:
    """The document's own number, normal; "" when it states none."""
    return ""


def cited_numbers(text: str) -> tuple[str, ...]:
    """All numbers in a text, normal, each once, in order."""
    return ()


def cited_titles(text: str) -> tuple[str, ...]:
    """Titles in 《》, each once, in order; at most 40."""
    return ()
