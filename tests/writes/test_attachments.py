"""What a file is, told from its content; and what it may be called."""

from __future__ import annotations

import io
import zipfile

import pytest

from targets.writes.entries.attachment_types import (
    ENDINGS,
    AttachmentRefused,
    media_type_of,
    safe_name,
)

TYPES = (
    '<?xml version="1.0"?><Types'
    ' xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
)
PART = (
    '<Override PartName="/main.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.{}"/>'
)
ODF = "application/vnd.oasis.opendocument."


def package(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def open_xml(*content_types: str, **parts: str) -> bytes:
    said = TYPES.format("".join(PART.format(each) for each in content_types))
    return package({"[Content_Types].xml": said, **parts})


def ole(*names: str) -> bytes:
    """A compound file as far as its directory tells."""
    data = bytes.fromhex("d0cf11e0a1b11ae1").ljust(512, b"\0")
    for name in names:
        text = name.encode("utf-16-le") + b"\0\0"
        data += text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes(62)
    return data


# BOUNDSHEET of a hidden sheet of Excel 4.0 macros, and of an ordinary one
MACRO_SHEET = b"\x85\0\x0e\0\x10\x20\0\0\x01\x01\x06\0Macro1"[:18]
ORDINARY_SHEET = b"\x85\0\x0e\0\x10\x20\0\0\0\0\x06\0Sheet1"[:18]


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.4\n", ".pdf"),
        (b"\x89PNG\r\n\x1a\n....", ".png"),
        (b"\xff\xd8\xff\xe0....", ".jpg"),
        (b"GIF89a....", ".gif"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", ".webp"),
        (open_xml("wordprocessingml.document.main+xml"), ".docx"),
        (open_xml("spreadsheetml.sheet.main+xml"), ".xlsx"),
        (open_xml("presentationml.presentation.main+xml"), ".pptx"),
        (ole("Root Entry", "WordDocument"), ".doc"),
        (ole("Root Entry", "Workbook"), ".xls"),
        (ole("Root Entry", "PowerPoint Document"), ".ppt"),
        (ole("Root Entry", "Workbook") + ORDINARY_SHEET, ".xls"),
        # A chart brings its table along as a workbook without macros
        (
            open_xml(
                "presentationml.presentation.main+xml",
                **{"ppt/embeddings/Microsoft_Excel_Sheet.xlsx": "x"},
            ),
            ".pptx",
        ),
        (package({"mimetype": ODF + "text"}), ".odt"),
        (package({"mimetype": ODF + "spreadsheet"}), ".ods"),
    ],
)
def test_what_is_taken(content: bytes, ending: str) -> None:
    assert ENDINGS[media_type_of(io.BytesIO(content))][0] == ending


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"plain text",
        b"RIFF\x10\0\0\0WAVE",
        b"<?xml version='1.0'?><svg/>",
        b"MZ",
        package({"anything": "x"}),
        package({"mimetype": "application/epub+zip"}),
        package({"mimetype": ODF + "text", "Basic/Standard/Module1.xml": "x"}),
        package({"[Content_Types].xml": "<not xml"}),
        package({"[Content_Types].xml": "<!DOCTYPE x><Types/>"}),
        package({"[Content_Types].xml": "x" * (1 << 20) + "y"}),
        open_xml("presentationml.slideshow.main+xml"),
        open_xml("wordprocessingml.document.main+xml", **{"word/vbaProject.bin": "x"}),
        package({"[Content_Types].xml": TYPES.format(
            '<Override PartName="/x" ContentType="application/vnd.ms-word.document.'
            'macroEnabled.main+xml"/>')}),
        package({"[Content_Types].xml": TYPES.format(
            PART.format("spreadsheetml.sheet.main+xml")
            + '<Default Extension="x" ContentType="application/vnd.ms-office.&#118;baProject"/>')}),
        ole("Root Entry", "WordDocument", "Macros"),
        ole("Root Entry", "Workbook", "_VBA_PROJECT_CUR"),
        ole("Root Entry", "EncryptedPackage"),
        ole("Root Entry", "WordDocument", "ObjectPool"),
        ole("Root Entry", "Workbook", "MBD0004A2F1"),
        ole("Root Entry", "Workbook", "\x01Ole10Native"),
        ole("Root Entry", "Workbook") + MACRO_SHEET,
        open_xml("spreadsheetml.sheet.main+xml", **{"xl/macrosheets/sheet1.xml": "x"}),
        open_xml("spreadsheetml.sheet.main+xml", **{"XL\\MacroSheets\\Sheet1.XML": "x"}),
        open_xml("spreadsheetml.sheet.main+xml", **{"xl/activeX/activeX1.bin": "x"}),
        open_xml("wordprocessingml.document.main+xml", **{"word/embeddings/oleObject1.bin": "x"}),
        open_xml("spreadsheetml.sheet.main+xml", "oleObject"),
        package({"[Content_Types].xml": TYPES.format(
            PART.format("spreadsheetml.sheet.main+xml")
            + '<Override PartName="/a" ContentType="application/vnd.ms-excel.MacroSheet+xml"/>')}),
        package({"[Content_Types].xml": TYPES.format(
            PART.format("spreadsheetml.sheet.main+xml")
            + '<Override PartName="/a" ContentType="application/vnd.ms-excel.intlmacrosheet+xml"/>'
        )}),
        package({"[Content_Types].xml": TYPES.format(
            PART.format("wordprocessingml.document.main+xml")
            + '<Override PartName="/a" ContentType="application/vnd.ms-office.activeX+xml"/>')}),
        package({"mimetype": ODF + "text", "basic/Standard/Module1.xml": "x"}),
        ole("Root Entry")[:-64] + b"WordDocument",
        b"PK\x03\x04" + bytes(40),
    ],
)  # fmt: skip
def test_what_is_refused(content: bytes) -> None:
    with pytest.raises(AttachmentRefused):
        media_type_of(io.BytesIO(content))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("月报.pdf", "月报.pdf"),
        ("REPORT.PDF", "REPORT.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\月报.pdf", "月报.pdf"),
        ("virus.exe", "virus.pdf"),
        ("2026.10月报", "2026.10月报.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ("a\r\nb\0.pdf", "ab.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("...", "attachment.pdf"),
        ("", "attachment.pdf"),
        ("长" * 300 + ".pdf", "长" * 120 + ".pdf"),
    ],
)
def test_what_it_is_called(name: str, kept: str) -> None:
    assert safe_name(name, "application/pdf") == kept
