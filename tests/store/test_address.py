"""Addresses of stores, and that none shows its password."""

from __future__ import annotations

import pytest

from auditor.errors import AuditorError
from auditor.store.address import parse, shown

SECRET = "s3cret-word"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("postgresql://a:s3cret-word@db.example:5432/x", "postgresql://a:***@db.example:5432/x"),
        ("postgres://a:s3cret-word@db/x?sslmode=require", "postgresql://a:***@db/x?sslmode=require"),
        ("postgresql+psycopg://a@db/x", "postgresql://a@db/x"),
        ("sqlite:////data/a?b#c%20.db", "sqlite:////data/a?b#c%20.db"),
    ],
)
def test_an_address_is_shown_without_its_password(text: str, told: str) -> None:
    assert shown(parse(text)) == told


def test_a_password_among_the_options_is_hidden_too() -> None:
    assert SECRET not in shown(parse(f"postgresql://a@db/x?password={SECRET}&sslpassword={SECRET}"))


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://a:{SECRET}@db:port/x",
        f"mysql://a:{SECRET}@db/x",
        f"postgresql://a:{SECRET}@db",
        f"postgresql://a:{SECRET}@db/",
        f"postgresql+asyncpg://a:{SECRET}@db/x",
        f"postgresql//a:{SECRET}@db/x",
        f"host=db password={SECRET}@x",
        f"nonsense://x?password={SECRET}",
        "out/auditor.db",
        "sqlite://",
        "sqlite:///:memory:",
        "",
    ],
)
def test_a_wrong_address_is_refused_with_the_right_form_and_no_password(text: str) -> None:
    with pytest.raises(AuditorError, match=r"sqlite:///目录/auditor.db") as caught:
        parse(text)
    assert SECRET not in str(caught.value)
