"""The one place that names a wire format: JSON by msgspec, and the published JSON Schema of the audit.

Equal values give equal bytes: keys stand in declared order (those of free-form objects sorted), nulls are
kept, floats are written as given, and a file ends with one newline.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec

from auditor.errors import AuditorError
from auditor.model import Audit

T = TypeVar("T")

#: Value of ``schema`` in each audit document; ``$id`` of the published JSON Schema is a URI of the same.
AUDIT_SCHEMA = "portal-auditor/audit/1"
AUDIT_SCHEMA_ID = "urn:portal-auditor:audit:1"

_ENCODER = msgspec.json.Encoder(order="deterministic")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ISO_DATE = r"^\d{4}-\d{2}-\d{2}$"
_AGAIN = "请确认它是本工具写出的 audit.json；如已损坏，请用 auditor audit 由快照重新生成"
#: Where msgspec says that something stands: "… - at `$.portal.level`".
_PLACE = re.compile(r" - at `(?:key in )?`?(?P<place>[^`]+)`")
#: Ranges that the types alone do not say: (definition, property) → JSON Schema keywords.
_RANGES: dict[tuple[str, str], dict[str, Any]] = {
    ("Audit", "schema"): {"const": AUDIT_SCHEMA},
    ("Audit", "today"): {"pattern": _ISO_DATE},
    ("Finding", "rule"): {"minLength": 1},
    ("Finding", "fingerprint"): {"minLength": 1},
}
_COUNTS = {
    "Coverage": ("pages", "failed", "columns_seen", "columns_fetched", "articles_checked", "links_checked"),
    "Score": ("passed", "failed", "warned", "cant_tell"),
}


def encode(obj: object) -> bytes:
    """One compact JSON value without a newline. Lone surrogates, which JSON cannot hold, become U+FFFD."""
    try:
        return _ENCODER.encode(obj)
    except UnicodeEncodeError:
        return msgspec.json.encode(_mended(msgspec.to_builtins(obj, order="deterministic")))


def encode_pretty(obj: object) -> bytes:
    """Indented JSON for people and version control, ending with one newline."""
    return msgspec.json.format(encode(obj), indent=2) + b"\n"


def decode(data: bytes | str, type_: type[T]) -> T:
    """The value of ``type_`` in ``data``; raises ValueError (msgspec's own subclasses)."""
    return msgspec.json.decode(data, type=type_)


def pack(obj: object) -> bytes | None:
    """A compact binary value for files that only this program reads; None for text that cannot be encoded."""
    try:
        return msgspec.msgpack.encode(obj)
    except UnicodeEncodeError:
        return None


def unpack(data: bytes, type_: type[T]) -> T:
    """The value of ``type_`` that :func:`pack` wrote; raises ValueError."""
    return msgspec.msgpack.decode(data, type=type_)


def encode_audit(audit: Audit) -> bytes:
    """The bytes of ``audit.json``."""
    return encode_pretty(audit)


def decode_audit(data: bytes, name: str) -> Audit:
    """The audit in ``data``, read strictly; ``name`` is the file's, for the error message.

    Raises AuditorError when the data is no JSON, not an audit, of another version, or has unknown keys.
    """
    try:
        raw = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise AuditorError(f"{name} 不是有效的 JSON（{reason(error)}）：{_AGAIN}。") from error
    _check_version(raw, name)
    try:
        audit = msgspec.convert(raw, Audit)
    except msgspec.ValidationError as error:
        raise AuditorError(f"{name} 不是有效的检查结果文档（{reason(error)}）：{_AGAIN}。") from error
    unknown = _unknown_key(raw, msgspec.to_builtins(audit), "$")
    if unknown:
        raise AuditorError(f"{name} 含有未知的键 {unknown}：{_AGAIN}。")
    return audit


def audit_schema() -> dict[str, Any]:
    """The published JSON Schema (2020-12) of ``audit.json``: no key may be missing, none may be added."""
    schema = msgspec.json.schema(Audit)
    definitions: dict[str, Any] = schema["$defs"]
    for title, definition in definitions.items():
        properties = definition.get("properties")
        if properties is None:
            continue
        definition["additionalProperties"] = False
        definition["required"] = list(properties)
        for key, value in properties.items():
            value.pop("default", None)
            value.update(_RANGES.get((title, key), {}))
            if key in _COUNTS.get(title, ()):
                value["minimum"] = 0
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": AUDIT_SCHEMA_ID,
        "title": "Portal Auditor 检查结果文档 (audit.json)",
    }
    return head | schema


def encode_audit_schema() -> bytes:
    """The published JSON Schema as a file: indented, keys in the order of the document."""
    return msgspec.json.format(msgspec.json.encode(audit_schema()), indent=2) + b"\n"


def _check_version(raw: Any, name: str) -> None:
    found = raw.get("schema") if isinstance(raw, dict) else None
    if found is None:
        raise AuditorError(f"{name} 不是检查结果文档（没有 schema 键）：{_AGAIN}。")
    if found != AUDIT_SCHEMA:
        raise AuditorError(
            f"{name} 的格式版本是 {str(found)[:80]!r}，本版本只读 {AUDIT_SCHEMA!r}："
            "请用写出该文件的版本打开，或用 auditor audit 由快照重新生成。"
        )


def reason(error: Exception) -> str:
    """msgspec's reason in Chinese as far as a user needs it: where, and what is wrong there."""
    text = str(error)
    place = _PLACE.search(text)
    where = f"位置 {place['place']}，" if place else ""
    if missing := re.search(r"missing required field `([^`]+)`", text):
        return f"{where}缺少键 {missing[1]}"
    if enum := re.search(r"Invalid enum value (.+?)(?: - at|$)", text):
        return f"{where}取值 {enum[1]} 不在允许范围内"
    if kind := re.search(r"Expected `([^`]+)`, got `([^`]+)`", text):
        return f"{where}应为 {kind[1]}，实为 {kind[2]}"
    if "truncated" in text:
        return "内容不完整"
    if byte := re.search(r"\(byte (\d+)\)", text):
        return f"第 {byte[1]} 字节处有误"
    return f"{where}内容有误"


def _unknown_key(raw: Any, known: Any, place: str) -> str | None:
    """Place of the first key that the file has and the type has not."""
    if isinstance(raw, dict) and isinstance(known, dict):
        for key, value in raw.items():
            if key not in known:
                return f"{place}.{key}"
            if found := _unknown_key(value, known[key], f"{place}.{key}"):
                return found
    elif isinstance(raw, list) and isinstance(known, list | tuple):
        for index, (left, right) in enumerate(zip(raw, known, strict=False)):
            if found := _unknown_key(left, right, f"{place}[{index}]"):
                return found
    return None


def _mended(value: Any) -> Any:
    """``value`` (builtins only) without lone surrogates."""
    if isinstance(value, str):
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {_mended(key): _mended(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(item) for item in value]
    return value
