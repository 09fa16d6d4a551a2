"""The published JSON Schema holds for real audits and for hostile ones, by someone else's validator."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hostile import hostile_audit
from jsonschema import Draft202012Validator

from auditor.codec import audit_schema, decode_audit, encode_audit
from auditor.model import Audit
from tests.two_days import before


@cache
def validator() -> Draft202012Validator:
    return Draft202012Validator(audit_schema())


def check(audit: Audit) -> bytes:
    data = encode_audit(audit)
    assert [error.message for error in validator().iter_errors(json.loads(data))] == []
    return data


def test_the_demo_county() -> None:
    check(before())


@pytest.mark.parametrize("seed", range(6))
def test_hostile_text(seed: int) -> None:
    audit = hostile_audit(seed)
    data = check(audit)
    assert data == encode_audit(audit)
    assert encode_audit(decode_audit(data, "audit.json")) == data


def test_the_schema_refuses_what_is_no_audit() -> None:
    document = json.loads(encode_audit(before()))
    document["findings"][0]["outcome"] = "grave"
    assert not validator().is_valid(document)
    document = json.loads(encode_audit(before()))
    document["more"] = 1
    assert not validator().is_valid(document)
