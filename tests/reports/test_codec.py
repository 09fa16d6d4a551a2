"""The wire format: round trip, determinism, strictness, and the published schema by someone else's validator."""

from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
import sample
from jsonschema import Draft202012Validator

from auditor.codec import (
    AUDIT_SCHEMA,
    audit_schema,
    decode,
    decode_audit,
    encode,
    encode_audit,
    encode_audit_schema,
)
from auditor.errors import AuditorError
from auditor.model import Audit, Fetch, Outcome, Portal, Purpose, Severity


def test_round_trip_keeps_everything() -> None:
    audit = sample.audit()
    assert encode_audit(decode_audit(encode_audit(audit), "audit.json")) == encode_audit(audit)
    again = decode_audit(encode_audit(audit), "audit.json")
    assert again.columns == audit.columns
    assert again.standard == audit.standard
    assert again.coverage == audit.coverage


def test_bytes_are_deterministic_readable_and_in_declared_order() -> None:
    audit = sample.audit()
    shuffled = replace(audit, site=dict(reversed(audit.site.items())))
    data = encode_audit(audit)
    assert data == encode_audit(shuffled)
    assert data.endswith(b"}\n")
    assert "清禾县人民政府".encode() in data
    assert list(json.loads(data)) == [each.name for each in fields(Audit)]
    assert b'"published": null' in data


def test_lone_surrogates_do_not_break_the_file() -> None:
    audit = replace(sample.audit(), profile_title="坏\ud800字")
    assert decode_audit(encode_audit(audit), "x").profile_title == "坏\ufffd字"
    assert list(json.loads(encode_audit(audit))) == [each.name for each in fields(Audit)]


def test_sample_fits_the_published_schema() -> None:
    schema = audit_schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(encode_audit(sample.audit())))
    assert schema["$id"]
    assert json.loads(encode_audit_schema()) == schema
    assert "清" not in json.dumps(schema)


def test_schema_has_the_published_keys() -> None:
    definitions = audit_schema()["$defs"]
    wanted = "tool portal profile today coverage columns standard site findings score".split()
    assert set(wanted) <= set(definitions["Audit"]["required"])
    assert set(definitions["Severity"]["enum"]) == {s.value for s in Severity}
    assert set(definitions["Outcome"]["enum"]) == {o.value for o in Outcome}
    column = {"id", "url", "name", "path", "kind", "items", "newest", "empty", "stale", "limit_days", "entry"}
    assert column <= set(definitions["AuditedColumn"]["properties"])
    finding = {"rule", "code", "subject", "outcome", "severity", "basis", "params", "evidence", "fingerprint"}
    assert finding <= set(definitions["Finding"]["properties"])


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("today",), "15.1.2021"),
        (("extra",), 1),
        (("schema",), "other"),
        (("portal", "level"), "village"),
        (("coverage", "pages"), -1),
        (("findings", 0, "severity"), "terrible"),
        (("findings", 0, "mood"), "bad"),
    ],
)
def test_schema_refuses_what_is_not_an_audit(place: tuple[str | int, ...], value: object) -> None:
    document = json.loads(encode_audit(sample.audit()))
    target = document
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = value
    assert not Draft202012Validator(audit_schema()).is_valid(document)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "不完整"),
        (b"{", "不完整"),
        (b"\xff\xfe", "JSON"),
        (b"<html>", "JSON"),
        (b"[1, 2]", "没有 schema 键"),
        (b'{"schema": "portal-auditor/audit/99"}', "格式版本"),
        (b'{"schema": "%s"}' % AUDIT_SCHEMA.encode(), "缺少键 tool"),
    ],
)
def test_foreign_files_are_refused_in_chinese(data: bytes, words: str) -> None:
    with pytest.raises(AuditorError, match=words) as caught:
        decode_audit(data, "out/audit.json")
    assert "out/audit.json" in str(caught.value)
    assert "auditor audit" in str(caught.value)


def test_wrong_values_and_unknown_keys_are_named() -> None:
    document = json.loads(encode_audit(sample.audit()))
    document["findings"][0]["severity"] = "terrible"
    with pytest.raises(AuditorError, match=r"findings.*terrible"):
        decode_audit(json.dumps(document).encode(), "a.json")
    document = json.loads(encode_audit(sample.audit()))
    document["columns"][3]["colour"] = "red"
    with pytest.raises(AuditorError, match=r"columns\[3\]\.colour"):
        decode_audit(json.dumps(document).encode(), "a.json")


def test_generic_values() -> None:
    fetch = Fetch("http://a.example/", Purpose.HOME, status=200)
    assert decode(encode(fetch), Fetch) == fetch
    assert encode({"b": 1, "a": 2}) == b'{"a":2,"b":1}'
    with pytest.raises(ValueError, match="code"):
        decode(b"{}", Portal)
