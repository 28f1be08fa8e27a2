"""Text and fields of a DOCX, marked so that Chinese punctuation takes the Chinese face."""

from __future__ import annotations

import re
from typing import cast

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from .docx_layout import Face, faces
from .packing import clean

_CHINESE = re.compile("[\u3400-\u9fff]")


def add_text(paragraph: Paragraph, text: str, *, face: Face | None = None) -> Run:
    """A run of text. Where it is Chinese, its dashes and quotation marks are Chinese as well."""
    run = paragraph.add_run(clean(text))
    if face is not None:
        faces(run._r.get_or_add_rPr(), face)
    if _CHINESE.search(text):
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:hint"), "eastAsia")
    return run


def add_field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """A field that Word and WPS work out, such as PAGE; ``shown`` until they have."""
    for kind, text in (
        ("begin", ""),
        ("", instruction),
        ("separate", ""),
        ("", shown),
        ("end", ""),
    ):
        run = paragraph.add_run(text if text == shown else "")
        if kind:
            mark = cast(BaseOxmlElement, OxmlElement("w:fldChar"))
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == instruction:
            code = cast(BaseOxmlElement, OxmlElement("w:instrText"))
            code.set(qn("xml:space"), "preserve")
            code.text = f" {instruction} "
            run._r.append(code)
