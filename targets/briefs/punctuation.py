"""Full-width punctuation in Chinese text (GB/T 15834), wherever a briefing got the text from."""

from __future__ import annotations

import re
from typing import Any

from .content import Brief
from .wording import is_chinese

_FULL = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_SIDE = "[0-9A-Za-z]"
_MARK = re.compile(  # not between two figures or Latin letters, and not in an address
    rf"(?<!{_SIDE})[ \t]*([,:;?!])(?!//)[ \t]*|[ \t]*([,:;?!])(?!//)[ \t]*(?!{_SIDE}|[ \t])"
)
_AROUND = re.compile("[ \t]*([（）])[ \t]*")
_CHINESE = re.compile("[\u3400-\u9fff]")
# Letters and marks of Chinese text; a unit such as % ends a Chinese figure
_BESIDE = re.compile("[\u2014\u2018\u2019\u201c\u201d\u3001-\u303f\u3400-\u9fff\uff01-\uff60%‰]")
# What the data are known by is typed and compared letter by letter
_AS_THEY_ARE = frozenset({"language", "number", "issued_by", "sha256"})


def full_width(text: str) -> str:
    """Commas, colons, semicolons and brackets of a Chinese text as Chinese writes them. What stands
    between figures or Latin letters stays: 10,144 · 10:30 · Smith, John (UK)."""
    if not _CHINESE.search(text):
        return text
    marked = _MARK.sub(lambda found: _FULL[found[1] or found[2]], text)
    return _AROUND.sub(r"\1", _bracketed(marked))


def _bracketed(text: str) -> str:
    """Both brackets of a pair, where the pair holds Chinese or stands beside it."""
    letters, opened = list(text), list[int]()
    for at, letter in enumerate(text):
        if letter in "(（":
            opened.append(at)
        elif letter in ")）" and opened:
            start = opened.pop()
            before, after = text[:start].rstrip()[-1:], text[at + 1 :].lstrip()[:1]
            if _CHINESE.search(text, start, at) or _BESIDE.match(before) or _BESIDE.match(after):
                letters[start], letters[at] = "（", "）"
    return "".join(letters)


def punctuated(brief: Brief) -> Brief:
    """A Chinese briefing with every text of it so; one in another language as it is."""
    if not is_chinese(brief.language):
        return brief
    found: Brief = _mapped(brief)
    return found


def _mapped(part: Any) -> Any:
    """Every text of a content, however deep; keys and codes stay."""
    if isinstance(part, str):
        return full_width(part)
    if not isinstance(part, tuple):
        return part
    names = getattr(part, "_fields", None)
    if names is None:
        return tuple(_mapped(each) for each in part)
    return part._make(  # type: ignore[attr-defined]
        value if name in _AS_THEY_ARE else _mapped(value)
        for name, value in zip(names, part, strict=True)
    )
