"""An office file packed so that the same briefing gives the same bytes, whoever makes it when."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from xml.sax.saxutils import escape

from targets.core.values.texts import storable

# A constant, so that the same data give the same file
MOMENT = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zone
CUSTOM_PART = "/docProps/custom.xml"
CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
CUSTOM_RELATION = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that a zip can say
_FIRST = "[Content_Types].xml"
_MADE = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of custom properties, by ECMA-376


def clean(text: str) -> str:
    """A text that an XML file can hold; an editor may have pasted what it cannot."""
    return storable(text).replace("\r", "")


def custom_properties(properties: dict[str, str]) -> bytes:
    """The part with a document's own properties, as ECMA-376 writes them."""
    entries = "".join(
        f'<property fmtid="{_FORMAT_ID}" pid="{number}" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(clean(value))}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(properties.items(), 2)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        'custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'docPropsVTypes">{entries}</Properties>'
    ).encode()


def packed(package: bytes) -> bytes:
    """The same parts in a fixed order and with fixed times, workbooks inside included."""
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as read,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in sorted(read.namelist(), key=lambda name: (name != _FIRST, name)):
            content = read.read(name)
            if name.endswith(".xlsx"):
                content = packed(content)
            elif name == "docProps/core.xml":
                content = _MADE.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", content)
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            written.writestr(entry, content)
    return held.getvalue()
