"""What a file is, told from its content alone: PDF, pictures, office files without macros."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from typing import IO
from xml.etree import ElementTree

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase

PDF = "application/pdf"
_OPEN_XML = "application/vnd.openxmlformats-officedocument."
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# Media type → the endings a name may have; the first is given to names with another
ENDINGS = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jfif"),
    "image/gif": (".gif",),
    "image/webp": (".webp",),
    _OPEN_XML + "wordprocessingml.document": (".docx",),
    _OPEN_XML + "spreadsheetml.sheet": (".xlsx",),
    _OPEN_XML + "presentationml.presentation": (".pptx",),
    "application/msword": (".doc", ".wps"),
    "application/vnd.ms-excel": (".xls", ".et"),
    "application/vnd.ms-powerpoint": (".ppt", ".dps"),
    _OPEN_DOCUMENT + "text": (".odt",),
    _OPEN_DOCUMENT + "spreadsheet": (".ods",),
}
_MOST_PARTS = 10_000
_LONGEST_PART = 1 << 20
_LONGEST_NAME = 120
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY = 128  # bytes of a directory entry of an OLE file
_OLE_STREAMS = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
# VBA, embedded programs and objects, and their data
_OLE_MACROS = (
    "VBA", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "Macros", "ObjectPool", "\x01Ole10Native",
    "\x01Ole", "\x03OCXDATA", "\x03OCXNAME",
)  # fmt: skip
# Excel keeps each embedded object in a storage of its own
_OLE_EMBEDDED = re.compile(
    b"".join(re.escape(c.encode("utf-16-le")) for c in "MBD") + rb"(?:[0-9A-Fa-f]\0){8}\0\0"
)
# In the globals of a workbook: BOUNDSHEET, its length, a position, visibility, kind 1 (a sheet of
# Excel 4.0 macros), the length of the name
_MACRO_SHEET = re.compile(rb"\x85\0(.)\0....[\0-\2]\x01(.)", re.DOTALL)
_BOUNDSHEET = 8  # bytes of that record before the name
# What runs or carries what runs, in the kinds and names of an office package's parts
_ACTIVE = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "activex", "oleobject")
_RUNNING = re.compile(r"vbaproject|vbadata|(^|/)macrosheets/|(^|/)activex/|oleobject[^/]*\.bin$")
_XML = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RESERVED = re.compile(r'[<>:"/\\|?*]')


class AttachmentRefused(Exception):
    """Nothing was kept: why the file cannot be taken (HTTP 400)."""

    def __init__(self, message: Phrase) -> None:
        super().__init__(message.msgid)
        self.message = message


def media_type_of(file: IO[bytes]) -> str:
    """One of the types in :data:`ENDINGS`. Raises :class:`AttachmentRefused`."""
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(_OLE):
        return _ole_type(file.read())
    if head.startswith(b"PK\x03\x04"):
        return _package_type(file)
    raise _unknown()


def safe_name(name: str, media_type: str) -> str:
    """The name without folders, control and direction marks and what file systems reserve, with
    an ending that tells what the file is."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(each for each in name if not unicodedata.category(each).startswith("C"))
    name = _RESERVED.sub("_", name).strip(" .")
    stem, dot, ending = name.rpartition(".")
    endings = ENDINGS[media_type]
    if not dot or f".{ending.lower()}" not in endings:
        is_ending = dot and ending.isascii() and ending.isalnum() and len(ending) <= len("xhtml")
        stem, ending = stem if is_ending else name, endings[0][1:]
    stem = stem.strip(" .")[:_LONGEST_NAME] or "attachment"
    return f"{stem}.{ending.lower()}"


def _package_type(file: IO[bytes]) -> str:
    """What a ZIP package is by what it says of its own parts."""
    try:
        with zipfile.ZipFile(file) as package:
            names = [part.filename for part in package.infolist()]
            if len(names) > _MOST_PARTS:
                raise _unknown()
            if "[Content_Types].xml" in names:
                return _open_xml_type(_part(package, "[Content_Types].xml"), names)
            if "mimetype" in names:
                return _open_document_type(_part(package, "mimetype"), names)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise AttachmentRefused(
            phrase(_("The file is damaged or protected by a password, so it cannot be looked at."))
        ) from error
    raise _unknown()


def _part(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        content = part.read(_LONGEST_PART + 1)
    if len(content) > _LONGEST_PART:
        raise _unknown()
    return content


def _open_xml_type(content_types: bytes, names: list[str]) -> str:
    if b"<!" in content_types:
        raise _unknown()  # no program writes a document type here
    try:
        root = ElementTree.fromstring(content_types)  # noqa: S314 - bounded, without entities
    except ElementTree.ParseError as error:
        raise _unknown() from error
    parts = {
        str(each.get("ContentType", "")).lower()
        for each in root
        if each.tag in (f"{_XML}Override", f"{_XML}Default")
    }
    if any(word in part for part in parts for word in _ACTIVE):
        raise _with_macros()
    if any(_RUNNING.search(name.lower().replace("\\", "/")) for name in names):
        raise _with_macros()
    for kind in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation"):
        if f"{_OPEN_XML}{kind}.main+xml" in parts:
            return _OPEN_XML + kind
    raise _unknown()


def _open_document_type(mimetype: bytes, names: list[str]) -> str:
    said = mimetype.decode("ascii", "replace").strip()
    if said not in ENDINGS or not said.startswith(_OPEN_DOCUMENT):
        raise _unknown()
    if any(name.lower().startswith(("basic/", "scripts/")) for name in names):
        raise _with_macros()
    return said


def _ole_type(data: bytes) -> str:
    """A document of the older office programs, by the names in its directory."""
    if any(_has_entry(data, name) for name in _OLE_MACROS):
        raise _with_macros()
    if any(found.start() % _ENTRY == 0 for found in _OLE_EMBEDDED.finditer(data)):
        raise _with_macros()
    if any(_names_a_macro_sheet(found) for found in _MACRO_SHEET.finditer(data)):
        raise _with_macros()
    for name, media_type in _OLE_STREAMS.items():
        if _has_entry(data, name):
            return media_type
    raise _unknown()


def _has_entry(data: bytes, name: str) -> bool:
    """Whether a directory entry has this name: entries stand at multiples of their size, and
    say how long the name is."""
    sought = name.encode("utf-16-le") + b"\0\0"
    at = data.find(sought)
    while at >= 0:
        is_entry = at % _ENTRY == 0 and data[at + 64 : at + 66] == len(sought).to_bytes(2, "little")
        if is_entry:
            return True
        at = data.find(sought, at + 1)
    return False


def _names_a_macro_sheet(found: re.Match[bytes]) -> bool:
    """Whether the record is as long as its name: with a byte or two for each letter, and in
    newer files one that says which."""
    name, length = found[1][0] - _BOUNDSHEET, found[2][0]
    return length > 0 and name in (length, length + 1, 2 * length + 1)


def _unknown() -> AttachmentRefused:
    return AttachmentRefused(
        phrase(
            _(
                "This is no PDF, picture (PNG, JPEG, GIF, WebP) or office file (DOCX, XLSX, PPTX, "
                "DOC, XLS, PPT, ODT, ODS). The content counts, not the name."
            )
        )
    )


def _with_macros() -> AttachmentRefused:
    return AttachmentRefused(
        phrase(
            _(
                "The file has macros, controls or embedded objects. Save it without them and "
                "attach it again."
            )
        )
    )
