"""Chinese is complete: every string of the source is translated, and compiled as it stands."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "targets" / "locale" / "zh_Hans" / "LC_MESSAGES"
# Function → which arguments are message ids; pgettext's first is the context
CALLS = {
    "_": (0,), "gettext": (0,), "gettext_lazy": (0,), "gettext_noop": (0,),
    "ngettext": (0, 1), "ngettext_lazy": (0, 1), "pgettext": (1,), "pgettext_lazy": (1,),
}  # fmt: skip
CONTEXTUAL = {"pgettext", "pgettext_lazy"}


def said_in(tree: ast.AST) -> Iterator[tuple[str | None, str]]:
    """(context, message id) of every call; a plural's first id stands for both."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name not in CALLS or not node.args:
            continue
        texts = [ast.literal_eval(each) if isinstance(each, ast.Constant) else None
                 for each in node.args]  # fmt: skip
        context = texts[0] if name in CONTEXTUAL else None
        message = texts[CALLS[name][0]] if len(texts) > CALLS[name][0] else None
        if isinstance(message, str):
            yield context, message


def sources() -> Iterator[tuple[str, str]]:
    for package in ("targets", "tracker"):
        for path in sorted((ROOT / package).rglob("*.py")):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def template_messages() -> Iterator[tuple[str, str | None, str]]:
    """Django turns a template into lines of Python with the same message ids."""
    for path in sorted((ROOT / "templates").rglob("*.html")):
        python = templatize(path.read_text(encoding="utf-8"), origin=str(path))
        for call in re.finditer(r"\b(gettext|ngettext|pgettext)\((?:u?'|u?\"\"\")", python):
            text = python[call.start() :]
            for length in (match.end() for match in re.finditer(r"\)", text)):
                try:
                    tree = ast.parse(text[:length])
                except SyntaxError:
                    continue
                for context, message in said_in(tree):
                    yield str(path.relative_to(ROOT)), context, message
                break


def catalogue() -> dict[tuple[str | None, str], str]:
    with (FOLDER / "django.mo").open("rb") as compiled:
        entries = gettext.GNUTranslations(compiled)._catalog  # type: ignore[attr-defined]
    found: dict[tuple[str | None, str], str] = {}
    for key, text in entries.items():
        message = key[0] if isinstance(key, tuple) else key
        context, separator, plain = message.partition("\x04")
        found[(context, plain) if separator else (None, message)] = text
    return found


def test_every_string_of_the_source_is_translated() -> None:
    known = catalogue()
    said = {
        (path, context, message)
        for path, text in sources()
        for context, message in said_in(ast.parse(text))
    } | set(template_messages())
    missing = sorted(
        f"{path}: {message!r}"
        for path, context, message in said
        if not known.get((context, message)) and message.strip("%() s,.;:…·—\n")
        and not re.fullmatch(r"(%\(\w+\)s|[\s:;,])+", message)
    )  # fmt: skip
    assert len(said) > 300
    assert missing == []


def test_the_catalogue_has_no_empty_or_fuzzy_entry() -> None:
    text = (FOLDER / "django.po").read_text(encoding="utf-8")
    assert "#, fuzzy" not in text
    assert not re.search(r'^msgstr(\[0\])? ""\n(?!")', text, flags=re.MULTILINE)


def test_translations_keep_their_parameters() -> None:
    for (_context, message), text in catalogue().items():
        if message:
            wanted = set(re.findall(r"%\((\w+)\)s", message))
            used = set(re.findall(r"%\((\w+)\)s", text))
            assert used <= wanted, message
            # A noun whose plural differs needs no number in Chinese; all else is kept
            assert wanted == used, message


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    text = (FOLDER / "django.po").read_text(encoding="utf-8")
    entries = re.findall(
        r'^(?:msgctxt ((?:".*"\n)+))?msgid ((?:".*"\n)+)(?:msgid_plural (?:".*"\n)+)?'
        r'msgstr(?:\[0\])? ((?:".*"\n?)+)',
        text,
        flags=re.MULTILINE,
    )
    written = {
        (_text(context) or None, _text(msgid)): _text(msgstr) for context, msgid, msgstr in entries
    }
    del written[None, ""]  # the header
    compiled = catalogue()
    assert len(written) > 300
    assert {key: value for key, value in written.items() if compiled.get(key) != value} == {}


def _text(quoted: str) -> str:
    return "".join(ast.literal_eval(line) for line in quoted.splitlines())
