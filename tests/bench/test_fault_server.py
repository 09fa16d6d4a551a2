"""The fault portal, asked by a client that hides nothing: every fault does what it says it does."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from cryptography import x509

from auditor.crawl.playback import Playback
from auditor.crawl.saved_site import load_case
from bench.faults.faults import FAULTS, fault
from bench.faults.model import ALWAYS, Aim, Fault, Handshake, Placed, Times, every, first
from bench.faults.server import FaultyPortal
from tests.bench.fault_checks import CHECKS, no_json, same
from tests.bench.raw_client import OPEN, REFUSED, RESET, Got, ask
from tests.harness import FIXTURES

CASES = FIXTURES / "html"
FILE = "/zwgk/tzgg/202605/P020260527000032631519.xlsx"
PDF = "/zwgk/czyjs/202602/P020260212000821070502.pdf"
DATA = (
    "/api-gateway/jpaas-publish-server/front/page/build/unit?webId=3101&pageId=1229101&"
    "tagId=%E4%BF%A1%E6%81%AF%E5%88%97%E8%A1%A8"
)
BY_ROUTE = [each for each in FAULTS if not each.is_direct]


def _portal(*placed: Placed, case: str = "qinghe", **options: float) -> FaultyPortal:
    return FaultyPortal(CASES / case, placed, patience=options.get("patience", 1.0))


def _target(each: Fault) -> tuple[str, str]:
    """(case, address) to try a fault on. What an edit of data does shows on any answer, here on a page."""
    if each.aims == (Aim.ROBOTS,):
        return "qinghe", "/robots.txt"
    return "qinghe", FILE if each.aims == (Aim.FILE,) else "/"


@pytest.fixture(scope="module")
def true() -> Callable[[str], Got]:
    with _portal() as portal:
        found = {target: ask(portal.port, target, "www.qinghe.test") for target in ("/", FILE, "/robots.txt")}
    return found.__getitem__


@pytest.mark.parametrize("each", BY_ROUTE, ids=lambda each: each.name)
def test_a_fault_does_what_it_says(each: Fault, true: Callable[[str], Got]) -> None:
    case, target = _target(each)
    with _portal(Placed(each, "*"), case=case) as portal:
        got = ask(portal.port, target, "www.qinghe.test")
    assert CHECKS[each.name](got, true(target)), (got.end, got.data[:300])
    assert [asked.fault for asked in portal.log][:1] == [each.name][: len(portal.log)]


def test_every_fault_is_proven_and_named_once() -> None:
    assert [each.name for each in BY_ROUTE] == list(dict.fromkeys(each.name for each in BY_ROUTE))
    assert {each.name for each in BY_ROUTE} == set(CHECKS)


def test_nothing_is_allowed_that_speaks_of_missing_empty_or_stale() -> None:
    rules = {allowed.rule for each in FAULTS for allowed in each.allows}
    dead = {"dead-link", "dead-form", "dead-form-target", "dead-search-result", "broken-search"}
    assert rules <= dead | {"foreign-script", "invalid-certificate", "mixed-content", "repeated-text"}
    assert all(allowed.why for each in FAULTS for allowed in each.allows)


# ── where and when ──


def _struck(portal: FaultyPortal, *targets: str) -> list[bool]:
    return [ask(portal.port, target, "www.qinghe.test").status == 403 for target in targets]


@pytest.mark.parametrize(
    ("times", "wanted"),
    [
        (ALWAYS, [1, 1, 1, 1, 1]),
        (first(2), [1, 1, 0, 0, 0]),
        (every(2), [0, 1, 0, 1, 0]),
        (Times(after=3), [0, 0, 0, 1, 1]),
        (Times(after=1, every=2, count=1), [0, 0, 1, 0, 0]),
    ],
)
def test_the_times_at_which_a_fault_strikes(times: Times, wanted: list[int]) -> None:
    with _portal(Placed(fault("wall-403"), "/", times)) as portal:
        assert _struck(portal, *["/"] * 5) == [bool(each) for each in wanted]


def test_requests_are_counted_together_or_apart_for_each_target() -> None:
    targets = ["/", "/bm/", "/", "/bm/"]
    with _portal(Placed(fault("wall-403"), "*", first(1))) as portal:
        assert _struck(portal, *targets) == [True, False, False, False]
    with _portal(Placed(fault("wall-403"), "*", first(1), each=True)) as portal:
        assert _struck(portal, *targets) == [True, True, False, False]


def test_a_fault_strikes_only_at_its_place_and_the_first_that_fits_wins() -> None:
    with _portal(Placed(fault("wall-403"), "/bm/*"), Placed(fault("gone-404"), "*", first(1))) as portal:
        assert ask(portal.port, "/bm/", "www.qinghe.test").status == 403
        assert ask(portal.port, "/", "www.qinghe.test").status == 200
        assert [asked.fault for asked in portal.log] == ["wall-403", ""]


def test_chance_goes_by_the_seed_and_not_by_the_order_of_requests() -> None:
    placed = [Placed(fault("bytes-invalid"), "*")]

    def bodies(seed: int, *targets: str) -> list[bytes]:
        with FaultyPortal(CASES / "qinghe", placed, seed) as portal:
            found = {target: ask(portal.port, target, "www.qinghe.test").body for target in targets}
        return [found["/"], found["/bm/"]]

    assert bodies(1, "/", "/bm/") == bodies(1, "/bm/", "/") != bodies(2, "/", "/bm/")


def test_a_server_goes_deaf_in_the_middle() -> None:
    with _portal(Placed(fault("refuses"), "*", Times(after=2))) as portal:
        ends = [ask(portal.port, "/", "www.qinghe.test").end for _ in range(3)]
    assert ends[-1] == REFUSED
    assert REFUSED not in ends[:2]


def test_a_connection_is_hit_and_the_next_is_not() -> None:
    with _portal(Placed(fault("accept-reset"), "*", first(1))) as portal:
        assert [ask(portal.port, "/").end for _ in range(2)] == [RESET, OPEN]


# ── what takes several requests ──


def test_whoever_brings_the_cookie_passes(true: Callable[[str], Got]) -> None:
    with _portal(Placed(fault("cookie-redirect"), "*")) as portal:
        got = ask(portal.port, "/", "www.qinghe.test", headers="Cookie: gate=passed\r\n")
    assert same(got, true("/"))


def test_a_counting_wall_lets_five_through_and_every_fourth() -> None:
    with _portal(Placed(fault("wall-429-counting"), "*")) as portal:
        found = [ask(portal.port, "/", "www.qinghe.test").status for _ in range(9)]
    assert found == [200] * 5 + [429, 429, 200, 429]


@pytest.mark.parametrize(("name", "hops"), [("redirect-chain", 30), ("redirect-chain-short", 3)])
def test_a_chain_ends_at_the_true_page(name: str, hops: int, true: Callable[[str], Got]) -> None:
    target, made = "/", 0
    with _portal(Placed(fault(name), "*")) as portal:
        while (got := ask(portal.port, target, "www.qinghe.test")).status == 302:
            target, made = str(got.header("Location")).removeprefix("http://www.qinghe.test"), made + 1
    assert (made, got.body) == (hops, true("/").body)


def test_a_loop_comes_back() -> None:
    with _portal(Placed(fault("redirect-loop"), "*")) as portal:
        assert ask(portal.port, "/?hop=0").header("Location") == "/"


def test_other_pages_lead_to_the_home_page() -> None:
    with _portal(Placed(fault("redirect-home"), "*")) as portal:
        assert ask(portal.port, "/bm/", "www.qinghe.test").header("Location") == "http://www.qinghe.test/"


def test_error_pages_answer_with_their_own_status() -> None:
    with _portal(Placed(fault("redirect-404"), "*"), Placed(fault("redirect-error"), "*")) as portal:
        assert ask(portal.port, "/404.html").status == 404
    with _portal(Placed(fault("redirect-error"), "*")) as portal:
        assert ask(portal.port, "/error.html").status == 200


def test_robots_change_their_mind() -> None:
    with _portal(Placed(fault("robots-changes"), "/robots.txt")) as portal:
        found = [ask(portal.port, "/robots.txt").body for _ in range(3)]
    assert found[0] == found[2] != found[1]


def test_a_calendar_goes_on() -> None:
    with _portal(Placed(fault("endless-links"), "*")) as portal:
        assert b"/calendar/10000001.html" in ask(portal.port, "/calendar/10000000.html").body


def test_further_names_are_routed() -> None:
    with _portal(Placed(fault("wildcard-hosts"), "*")) as portal:
        assert {"w0.qinghe.test", "www.qinghe.test"} <= set(portal.route)
        assert ask(portal.port, "/", "w7.qinghe.test").status == 200


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("zip-bomb", b"/FlateDecode/FlateDecode"),
        ("macros", b"/Launch"),
        ("file-wide", b"/Count 2000000000"),
        ("file-deep", b"[" * 100_000),
    ],
)
def test_a_pdf_is_poisoned_as_a_pdf(name: str, mark: bytes) -> None:
    with _portal(Placed(fault(name), "*.pdf")) as portal:
        got = ask(portal.port, PDF, "www.qinghe.test")
    assert got.body.startswith(b"%PDF-")
    assert mark in got.body


def test_an_interface_is_struck_by_its_address() -> None:
    with (
        _portal(Placed(fault("data-cut"), "/api-gateway/*"), case="jianhe") as portal,
        _portal(case="jianhe") as calm,
    ):
        assert portal.targets[Aim.DATA] == (DATA.partition("?")[0],)
        cut, whole = (ask(each.port, DATA, "www.jianhe-city.test") for each in (portal, calm))
    assert json.loads(whole.body)
    assert no_json(cut, whole)


# ── without faults ──


@pytest.mark.parametrize("case", ["qinghe", "jianhe-ly", "wenhe", "chuannan"])
def test_without_faults_it_answers_as_the_playback_server(case: str) -> None:
    site = load_case(CASES / case).site
    host = urlsplit(site.url).netloc
    search = f"{site.search.path}?{site.search.field}=a" if site.search is not None else "/"
    with Playback(site) as playback, FaultyPortal(CASES / case) as portal:
        assert set(portal.route) == set(playback.route)
        pages = portal.targets[Aim.PAGE]
        targets = [
            *pages[:: max(1, len(pages) // 6)],
            *portal.targets[Aim.FILE][:2],
            search,
            "/nothing-here.html",
        ]
        for target in targets:
            ours, theirs = (ask(port, target, host) for port in (portal.port, playback.address[1]))
            names = ("Content-Type", "Content-Length", "ETag", "Last-Modified", "Location")
            assert (ours.status, ours.body) == (theirs.status, theirs.body), target
            assert [ours.header(name) for name in names] == [theirs.header(name) for name in names], target
            known = f"If-None-Match: {ours.header('ETag')}\r\n"
            if ours.header("ETag"):
                assert ask(portal.port, target, host, headers=known).status == 304


def test_there_is_something_to_put_faults_on_and_it_answers() -> None:
    with _portal(case="chuannan") as portal:
        targets = portal.targets
        host = urlsplit(portal.url).netloc
        found = [ask(portal.port, target, host).status for target in targets[Aim.PAGE][::10]]
    assert set(found) <= {200, 301}
    assert targets[Aim.SITE] == ("*",)


def test_a_head_has_no_body_and_a_connection_serves_several_requests() -> None:
    with _portal() as portal:
        got = ask(portal.port, "/", "www.qinghe.test", method="HEAD")
        assert (got.body, got.length > 0) == (b"", True)
        two = b"GET /nothing HTTP/1.1\r\nHost: www.qinghe.test\r\n\r\n" * 2
        with socket.create_connection(("127.0.0.1", portal.port), timeout=0.2) as connection:
            connection.sendall(two)
            data = b""
            with contextlib.suppress(TimeoutError):
                while piece := connection.recv(65536):
                    data += piece
    assert data.count(b"HTTP/1.1 404") == 2


def test_by_its_own_address_links_lead_to_itself() -> None:
    with _portal(case="haitan") as portal:
        got = ask(portal.port, "/", f"localhost:{portal.port}")
    assert b"http://www.haitan.test" not in got.body
    assert f"http://localhost:{portal.port}/".encode() in got.body


# ── names and TLS ──


def _lookups(name: str, host: str, times: int = 2) -> list[tuple[str, ...]]:
    def look(portal: FaultyPortal) -> tuple[str, ...]:
        try:
            return asyncio.run(portal.lookup(host))
        except OSError:
            return ()

    with _portal(Placed(fault(name), "*")) as portal:
        return [look(portal) for _ in range(times)]


@pytest.mark.parametrize(
    ("name", "home", "other"),
    [
        ("dns-none", [(), ()], ()),
        ("dns-wildcard", [("127.0.0.1",)] * 2, ("127.0.0.1",)),
        ("dns-private", [("127.0.0.1",)] * 2, ("10.0.0.1", "192.168.0.1")),
        ("dns-metadata", [("127.0.0.1",)] * 2, ("169.254.169.254",)),
        ("dns-rebinding", [("127.0.0.1",), ("169.254.169.254",)], ()),
        ("dns-flapping", [(), ("127.0.0.1",)], ()),
    ],
)
def test_names_resolve_as_the_fault_says(
    name: str, home: list[tuple[str, ...]], other: tuple[str, ...]
) -> None:
    assert _lookups(name, "localhost") == home
    assert _lookups(name, "files.qinghe.test", 1) == [other]


def _shaken(portal: FaultyPortal, least: ssl.TLSVersion = ssl.TLSVersion.TLSv1_2) -> tuple[str | None, bytes]:
    """(protocol, certificate as DER) of a handshake that trusts everybody."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = least
    with (
        socket.create_connection(("127.0.0.1", portal.port), timeout=2) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as secure,
    ):
        secure.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert secure.recv(15) == b"HTTP/1.1 200 OK"
        return secure.version(), secure.getpeercert(binary_form=True) or b""


@pytest.mark.parametrize("name", ["tls-expired", "tls-wrong-host", "tls-self-signed"])
def test_certificates_are_wrong_in_their_way(name: str) -> None:
    with _portal(Placed(fault(name), "*")) as portal:
        assert portal.origin().startswith("https://localhost:")
        _, der = _shaken(portal)
    shown = x509.load_der_x509_certificate(der)
    named = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName
    )
    span = (shown.not_valid_after_utc - shown.not_valid_before_utc).days
    assert span > 0
    assert (named != ["localhost"]) == (name == "tls-wrong-host")
    assert (shown.issuer == shown.subject) == (name == "tls-self-signed")
    is_over = shown.not_valid_after_utc < datetime.now(UTC)
    assert is_over == (name == "tls-expired")


def test_an_old_protocol_is_refused_by_today_and_spoken_to_yesterday() -> None:
    with _portal(Placed(fault("tls-old"), "*")) as portal:
        with pytest.raises(ssl.SSLError):
            _shaken(portal)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            old = ssl.TLSVersion.TLSv1_1
        assert _shaken(portal, old)[0] == "TLSv1.1"


@pytest.mark.parametrize("name", ["tls-cut-off", "tls-plain"])
def test_a_handshake_comes_to_nothing(name: str) -> None:
    with _portal(Placed(fault(name), "*")) as portal:
        assert portal.origin().startswith("https://")
        with pytest.raises((ssl.SSLError, ConnectionError, TimeoutError)):
            _shaken(portal)


def test_faults_of_names_and_tls_are_those_that_need_no_route() -> None:
    direct = {each.name for each in FAULTS if each.is_direct}
    assert {name.partition("-")[0] for name in direct} == {"dns", "tls"}
    assert {each.deed for each in FAULTS if isinstance(each.deed, Handshake)} == set(Handshake)
