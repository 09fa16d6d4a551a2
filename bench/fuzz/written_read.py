"""Readers of what people write or hand in as text: strict YAML, the file of channels, an audit document."""

from __future__ import annotations

from typing import Any

from auditor import codec, strict_yaml
from auditor.catalog.structs import ColumnsFile, EditionFile, FieldFile
from auditor.errors import AuditorError
from auditor.fleet.register_given import GivenRegister
from auditor.notify import config
from bench.fuzz.reader import Reader, as_file, files, texts

_STRUCTS: tuple[Any, ...] = (FieldFile, EditionFile, ColumnsFile, GivenRegister, dict[str, Any], list[Any])


def _yaml(data: bytes) -> None:
    """Whole files, as bytes: the first byte chooses what is expected."""
    expected = _STRUCTS[data[0] % len(_STRUCTS)] if data else dict
    strict_yaml.load(as_file(data[1:], "fuzz.yml"), expected)


def _channels(data: bytes) -> None:
    config.load_config(as_file(data, "notify.yml"))


def _audit(data: bytes) -> None:
    codec.decode_audit(data, "audit.json")


def _yaml_seeds() -> list[bytes]:
    found = files("rules/*.yml", "rules/profiles/*.yml", "rules/catalog/2019/0[1-3]*.yml")()
    return [bytes([number % len(_STRUCTS)]) + data[:6000] for number, data in enumerate(found)]


READERS = (
    Reader(
        "yaml",
        "strict YAML of catalogs, registers and any other file",
        _yaml,
        seeds=_yaml_seeds,
        declared=(AuditorError,),
        words=(
            "&a",
            "*a",
            "<<:",
            "!!python/object:",
            "? ",
            "- ",
            ": ",
            "|",
            ">",
            "{",
            "}",
            "[",
            "%YAML",
            "---",
            "...",
        ),
    ),
    Reader(
        "channels",
        "the file that names channels and recipients of messages",
        _channels,
        seeds=texts(
            "channels:\n- name: 邮件\n  kind: smtp\n  host: mail.test\n  sender: a@b.test\nrecipients:\n- name: x\n"
        ),
        declared=(AuditorError,),
        words=("password:", "url_env:", "secret_env:", "kind: wecom", "recipients:"),
    ),
    Reader(
        "audit",
        "an audit document that somebody hands in",
        _audit,
        seeds=texts('{"schema_version": 1}', "[]", '{"schema":"x","findings":[{}]}'),
        declared=(AuditorError,),
        words=('"portal":', '"findings":', '"schema_version":', "null", "1e999", "\\ud800"),
    ),
)
