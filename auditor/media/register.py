"""The county's register of its accounts: ``<code>.media.yml`` or ``<code>.media.xlsx`` beside the portal's file.

It names accounts that no page shows, and supplies what a platform does not show to strangers: addresses of lists of
articles, or a list of posts that was exported there (a file beside the register). Every fault is an AuditorError in Chinese that
names the file, the line or row, and the cure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from auditor import urls
from auditor.errors import AuditorError
from auditor.media import register_book, register_yaml
from auditor.media.given import Given
from auditor.media.names import name_key
from auditor.media_words import media_words
from auditor.model import AccountState

PORTALS = Path(__file__).resolve().parents[2] / "spiders" / "portals"
SUFFIXES = (".yml", ".yaml", ".xlsx")
#: What a list of posts may be, and how large (bytes).
EXPORTS, MAX_EXPORT = (".csv", ".xlsx", ".xls"), 20 * 1024 * 1024
MAX_ACCOUNTS = 2000
_FAULTS_SHOWN = 10
_OPEN = frozenset({"", "正常", "在用", "运行", "运行中", "正常运行", "开通", "启用", "open"})
_YES, _NO = frozenset({"是", "√", "✓", "true", "1", "主账号"}), frozenset({"", "否", "false", "0", "×"})


@dataclass(frozen=True, slots=True)
class Registered:
    """One account. ``place`` is where the register names it, for people; ``export`` the name of its list of posts, "" = none."""

    place: str
    name: str
    platform: str
    kind: str = ""
    owner: str = ""
    url: str = ""
    key: str = ""
    main: bool = False
    state: AccountState = AccountState.UNKNOWN
    topics: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    export: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """``name`` is the file's name, ``data`` its bytes; ``exports`` are the lists of posts by the name that an account gives."""

    name: str = ""
    data: bytes = b""
    accounts: tuple[Registered, ...] = ()
    exports: tuple[tuple[str, bytes], ...] = ()

    @property
    def digest(self) -> str:
        """Changes with every byte of the register and of its files; "" when there is none."""
        if not self.data:
            return ""
        digest = hashlib.sha256(self.data)
        for name, data in self.exports:
            digest.update(name.encode() + b"\0" + hashlib.sha256(data).digest())
        return digest.hexdigest()[:16]

    @property
    def platforms(self) -> dict[str, str]:
        """Platform by the canonical address of an account or of its lists."""
        return {
            urls.canonical(url): account.platform
            for account in self.accounts
            for url in (account.url, *account.lists)
            if url
        }

    @property
    def hosts(self) -> frozenset[str]:
        """Hosts that the register names: they may be asked."""
        return frozenset(urls.host(url) for each in self.accounts for url in (each.url, *each.lists) if url)


def find_register(code: str, beside: Path | None = None, folder: Path = PORTALS) -> Path | None:
    """The register of a portal: beside its file when that is known, else among all portal files. AuditorError when there
    are several."""
    places = (
        [beside.parent] if beside is not None else sorted(path for path in folder.glob("*") if path.is_dir())
    )
    found = [
        path for place in places for suffix in SUFFIXES if (path := place / f"{code}.media{suffix}").is_file()
    ]
    if len(found) > 1:
        raise AuditorError(f"网站“{code}”有多个账号登记表：{'、'.join(map(str, found))}；请只保留一个")
    return found[0] if found else None


def load_register(path: Path, files: Path | None = None) -> Register:
    """Read a register with the lists of posts that it names; these lie beside it, or in the folder ``files``."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise AuditorError(f"{path}：账号登记表应为 .yml 或 .xlsx 文件。请另存为其中一种")
    given = register_book.read(path) if suffix == ".xlsx" else register_yaml.read(path)
    if len(given) > MAX_ACCOUNTS:
        raise AuditorError(f"{path}：有 {len(given)} 个账号，超过上限 {MAX_ACCOUNTS}。请核对文件")
    faults: list[str] = []
    accounts = tuple(_account(each, faults) for each in given)
    faults += _twice(given, accounts)
    exports = tuple(_exports(given, files or path.parent, faults))
    if faults:
        more = f"\n……另有 {len(faults) - _FAULTS_SHOWN} 处" if len(faults) > _FAULTS_SHOWN else ""
        raise AuditorError("\n".join(faults[:_FAULTS_SHOWN]) + more)
    return Register(path.name, path.read_bytes(), accounts, exports)


def _account(given: Given, faults: list[str]) -> Registered:
    def fault(text: str) -> None:
        faults.append(f"{given.where}：{text}")

    platform = _platform(given.platform)
    if given.name.startswith("="):
        fault("账号名称是公式。请改为文字")
    elif not given.name:
        fault("缺少账号名称。请填写账号在平台上的名称")
    elif len(given.name) > 60:
        fault(f"账号名称“{given.name[:20]}……”过长。请只填写名称")
    if not platform:
        known = "、".join(each.title for each in media_words().platforms)
        fault(
            f"平台“{given.platform}”不认识。请填写其中之一：{known}"
            if given.platform
            else "缺少平台。请填写，例如：微信公众号"
        )
    for label, address in (("账号地址", given.url), *(("文章列表地址", each) for each in given.lists)):
        if address and not _is_address(address):
            fault(f"{label}“{address[:80]}”不是网址。请写成 https://weibo.com/u/123 的形式")
    state = _state(given.state)
    if state is None:
        fault(f"状态“{given.state[:20]}”不认识。请填写“正常”，或“已注销”“已关停”等")
    main = given.main.casefold()
    if main not in _YES | _NO:
        fault(f"主账号“{given.main[:20]}”不认识。请填写“是”或“否”")
    export = _export(given)
    if export and not _is_file_name(export):
        fault(f"导出文件“{export[:80]}”应为登记表旁边的文件名。请把文件放在登记表所在目录，只写文件名")
    elif export and Path(export).suffix.lower() not in EXPORTS:
        fault(f"导出文件“{export[:80]}”不是 CSV 或 Excel 文件。请另存为 .csv 或 .xlsx")
    return Registered(
        place=given.place,
        name=given.name,
        platform=platform,
        kind=given.kind,
        owner=given.owner,
        url=urls.absolute(given.url, given.url) or "" if given.url else "",
        key=given.key,
        main=main in _YES,
        state=state or AccountState.UNKNOWN,
        topics=given.topics,
        lists=tuple(urls.absolute(each, each) or "" for each in given.lists),
        export=export,
    )


def _platform(text: str) -> str:
    words = media_words()
    exact = next((each.id for each in words.platforms if text.lower() in (each.id, each.title.lower())), "")
    named = words.platform(text)
    return exact or (named.id if named else "")


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://")) and urls.absolute(text, text) is not None


def _state(text: str) -> AccountState | None:
    """None for words that say neither that an account is in use nor that it is closed."""
    if any(word in text for word in media_words().closed) or text.casefold() == "closed":
        return AccountState.CLOSED
    if text.casefold() in _OPEN:
        return AccountState.OPEN if text else AccountState.UNKNOWN
    return None


def _twice(given: Sequence[Given], accounts: Sequence[Registered]) -> Iterator[str]:
    seen: dict[tuple[str, str, str], Registered] = {}
    for each, account in zip(given, accounts, strict=True):
        key = (account.platform, account.key.casefold() or name_key(account.name), account.owner)
        first = seen.setdefault(key, account)
        if first is not account and account.platform and account.name:
            yield f"{each.where}：账号“{account.name}”与{first.place}重复。请删除其中一个"


def _exports(given: Iterable[Given], folder: Path, faults: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each list of posts once, in the order of its name. What is wrong with a name was said before."""
    wanted = {name: each for each in given if (name := _export(each)) and _is_file_name(name)}
    for name, each in sorted(wanted.items()):
        path = folder / name
        try:
            if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
                raise FileNotFoundError
            if path.stat().st_size > MAX_EXPORT:
                most = MAX_EXPORT // 1024 // 1024
                faults.append(f"{each.where}：导出文件“{name}”超过 {most} MB。请只导出近一年的发文")
                continue
            yield name, path.read_bytes()
        except (FileNotFoundError, ValueError):
            faults.append(f"{each.where}：没有找到导出文件“{name}”。请把它放在登记表所在目录（{folder}）")
        except OSError as error:
            faults.append(
                f"{each.where}：导出文件“{name}”无法读取（{error.strerror or error}）。请检查文件权限"
            )


def _export(given: Given) -> str:
    return given.export.replace("\\", "/")


def _is_file_name(name: str) -> bool:
    """True for the relative name of a file in the register's own folder."""
    return not (Path(name).is_absolute() or ".." in Path(name).parts or "\0" in name)
