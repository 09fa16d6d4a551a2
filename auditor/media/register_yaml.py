"""The register of accounts as YAML: strict, an unknown key is an error that names file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec

from auditor import strict_yaml
from auditor.media.given import Given

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class _Account(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Text
    platform: Text
    kind: str = ""
    owner: str = ""
    url: str = ""
    key: str | int = ""
    main: bool = False
    state: str = ""
    topics: list[Text] = []
    lists: list[Text] = []
    export: str = ""


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    accounts: list[_Account]


def read(path: Path) -> tuple[Given, ...]:
    """The accounts in the file's order. AuditorError in Chinese on any fault."""
    located = strict_yaml.load_located(path, _File)
    return tuple(
        Given(
            where=located.where("accounts", number),
            place=f"{path.name} 第 {located.line('accounts', number)} 行",
            name=each.name.strip(),
            platform=each.platform.strip(),
            kind=each.kind.strip(),
            owner=each.owner.strip(),
            url=each.url.strip(),
            key=str(each.key).strip(),
            main="是" if each.main else "",
            state=each.state.strip(),
            topics=tuple(topic.strip() for topic in each.topics),
            lists=tuple(address.strip() for address in each.lists),
            export=each.export.strip(),
        )
        for number, each in enumerate(located.value.accounts)
    )
