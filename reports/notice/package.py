"""The DOCX file as a package: what a template may hold, and how a letter is packed so that equal letters are equal bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from lxml import etree

from auditor.errors import AuditorError

MAX_BYTES = 20_000_000
_MAX_UNPACKED = 100_000_000
_MAX_PARTS = 500
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#: Kinds of parts that a letter needs, by the last word of their relationship's type.
_ALLOWED = frozenset(
    "officeDocument core-properties extended-properties custom-properties styles stylesWithEffects settings webSettings"
    " fontTable theme numbering header footer footnotes endnotes image thumbnail customXml customXmlProps"
    " glossaryDocument comments commentsExtended commentsIds people font".split()
)
#: Fields that take nothing from elsewhere and do not change from day to day.
_FIELDS = frozenset("PAGE NUMPAGES SECTIONPAGES SECTION PAGEREF REF SEQ TOC STYLEREF MERGEFORMAT".split())
_EPOCH = (1980, 1, 1, 0, 0, 0)


def unpacked(data: bytes, name: str) -> dict[str, bytes]:
    """The parts of a template after all checks of the package. AuditorError names what is wrong and the cure."""
    if len(data) > MAX_BYTES:
        raise AuditorError(f"{name} 超过 {MAX_BYTES // 1_000_000} MB。请压缩其中的图片后再用作模板")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            infos = package.infolist()
            if len(infos) > _MAX_PARTS or sum(info.file_size for info in infos) > _MAX_UNPACKED:
                raise AuditorError(
                    f"{name} 解压后过大，不像一份公文模板。请用 Word 或 WPS 另存为 .docx 后再用"
                )
            parts = {info.filename: package.read(info) for info in infos if not info.is_dir()}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        raise AuditorError(
            f"{name} 不是有效的 .docx 文件（或已加密、损坏）。请用 Word 或 WPS 另存为 .docx 后再用"
        ) from error
    for part, content in parts.items():
        if part.endswith((".xml", ".rels")):
            _check_xml(part, content, name)
    _check_types(parts, name)
    for part in parts:
        if part.endswith(".rels"):
            _check_relations(part, parts[part], name)
    return parts


def packed(data: bytes) -> bytes:
    """The same package with fixed times, so that equal parts give equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for info in source.infolist():
            entry = zipfile.ZipInfo(info.filename, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, source.read(info))
    return target.getvalue()


def _parsed(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def _check_xml(part: str, content: bytes, name: str) -> None:
    try:
        root = _parsed(content)
    except etree.XMLSyntaxError as error:
        raise AuditorError(
            f"{name} 的部件 {part} 已损坏。请用 Word 或 WPS 打开并另存为 .docx 后再用"
        ) from error
    if root.getroottree().docinfo.doctype:
        raise AuditorError(
            f"{name} 的部件 {part} 含有文档类型声明（DTD），不能用作模板。请用 Word 或 WPS 另存一份"
        )
    simple = [str(field.get(f"{_W}instr", "")) for field in root.iter(f"{_W}fldSimple")]
    complex_ = "".join(field.text or "" for field in root.iter(f"{_W}instrText"))
    for instruction in (*simple, complex_):
        for word in re.findall(r"\b[A-Z]{2,}\b", re.sub(r'"[^"]*"', "", instruction)):
            if word not in _FIELDS:
                raise AuditorError(
                    f"{name} 的部件 {part} 含有域 {word}，打开通知单时可能引入外部内容或改变日期。"
                    "请在模板中删除该域，只保留页码等域"
                )


def _check_types(parts: Mapping[str, bytes], name: str) -> None:
    types = parts.get("[Content_Types].xml", b"").decode("utf-8", "replace")
    if "macroEnabled" in types or any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise AuditorError(f"{name} 含有宏，不能用作模板。请另存为不含宏的 .docx")
    if _MAIN not in types:
        raise AuditorError(f"{name} 不是 Word 文档（.docx）。请用 Word 或 WPS 另存为 .docx 后再用")


def _check_relations(part: str, content: bytes, name: str) -> None:
    for relation in _parsed(content).iter(_RELATIONS):
        kind = str(relation.get("Type", "")).rsplit("/", 1)[-1]
        if str(relation.get("TargetMode", "")).lower() == "external":
            raise AuditorError(
                f"{name} 引用了外部内容（{part} 中的 {kind[:40]}：{str(relation.get('Target', ''))[:80]}）。"
                "请取消超链接，把链接的图片改为嵌入，并取消附加的文档模板"
            )
        if kind not in _ALLOWED:
            raise AuditorError(
                f"{name} 含有不允许的内容（{part} 中的 {kind[:40]}，如嵌入对象、控件、图表）。请删除后再用作模板"
            )
