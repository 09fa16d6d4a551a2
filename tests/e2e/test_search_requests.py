"""What travels to a search engine: how much, in which order, in which bytes, with which cookie, and never again."""

from __future__ import annotations

from pathlib import Path

import pytest
from searched import searched

from auditor import app, codec
from tests.standins import behaviours as bad
from tests.standins.county import ITEMS
from tests.standins.families import FAMILIES
from tests.standins.standin import StandIn

#: Queries per portal.
BUDGET = 10


def test_old_and_new_items_of_several_columns_are_looked_for(tmp_path: Path) -> None:
    done = searched(StandIn(), tmp_path)
    wanted = {trial.query.title for trial in done.engine.trials if trial.query.title}
    items = [item for item in ITEMS if item.title in wanted]
    assert len({item.column for item in items}) == 3
    assert {item.day < "2025" for item in items} == {True, False}


def test_a_gbk_form_gets_gbk_bytes(tmp_path: Path) -> None:
    done = searched(StandIn("gbk"), tmp_path)
    titles = {item.title.encode("gb18030") for item in ITEMS}
    sent = [heard.raw("keyword") for heard in done.site.asked]
    assert titles & set(sent)
    assert {heard.fields("gb18030")["type"] for heard in done.site.asked} == {"all"}
    assert not any(item.title.encode() in sent for item in ITEMS)


def test_a_token_is_fresh_and_goes_with_its_cookie(tmp_path: Path) -> None:
    """The stand-in refuses a token that was used or overtaken by another page, and one without its cookie."""
    done = searched(StandIn("token"), tmp_path)
    sent = [(heard.cookie("SESSION"), heard.fields()["_csrf"]) for heard in done.site.asked]
    assert len(done.site.engine.queries) >= 4
    accepted = [pair for pair in sent if pair[0].removeprefix("s") == pair[1].lstrip("t0")]
    assert len(set(accepted)) >= len(done.site.engine.queries)
    visits = [heard.path for heard in done.site.record if heard.path == "/"]
    assert len(done.site.asked) + len(visits) <= BUDGET + 2, "pages for tokens count against the budget"


@pytest.mark.parametrize("family", [name for name, each in FAMILIES.items() if each.elsewhere])
def test_an_engine_elsewhere_hears_nothing_but_queries(tmp_path: Path, family: str) -> None:
    done = searched(StandIn(family), tmp_path)
    heard = [each for each in done.site.engine_server.record if each.path != "/robots.txt"]
    titles = {item.title for item in ITEMS}
    pages_of_results = {"/search/all/990215", "/e/search/result/"}
    assert {each.path for each in heard} <= {FAMILIES[family].path, *pages_of_results}
    assert titles & {value for each in heard for value in each.fields().values()}


@pytest.mark.parametrize("family", ["empire", "jsearch", "ucap"])
def test_what_was_learned_is_judged_again_without_a_network(tmp_path: Path, family: str) -> None:
    done = searched(StandIn(family, bad.HALF), tmp_path)
    heard = len(done.site.record)
    again = app.audit(done.result.folder)
    assert codec.encode_audit(again.audit) == codec.encode_audit(done.result.audit)
    assert len(done.site.record) == heard


def test_results_that_were_not_crawled_are_opened(tmp_path: Path) -> None:
    done = searched(StandIn("was5-post", bad.DEAD_RESULTS), tmp_path)
    assert 2 <= len(done.engine.opened) <= 3
    assert {each.status for each in done.engine.opened} == {404}
    asked = [heard for heard in done.site.record if heard.path.startswith("/old/content/")]
    assert len(asked) == len(done.engine.opened)
    assert all(heard.method == "GET" for heard in asked)
