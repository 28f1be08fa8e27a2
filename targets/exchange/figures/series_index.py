"""Which series a row means: by its code, or by its name as officials write it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.headers.units import is_unit, unit_difference
from targets.exchange.sheets.problems import CellRefused, ProblemCode, shortened

from .rules import SeriesShape, wrong_name

_UNIT_BEHIND = re.compile(r"(.+?)[(\[【]([^()\[\]【】]{1,20})[)\]】]")
_NUMBERED = re.compile(
    r"(?:其中[:：]?|#|[(]?[一二三四五六七八九十]+[)]?、?|[(]?[0-9]{1,2}(?:\.[0-9]{1,2})*[)]?[.、)]?)(.{2,})"
)
_IGNORED = re.compile(r"[\s,，.。、:：;；'\"“”‘’·\-—_/]+")


def name_key(text: str) -> str:
    """How names are compared: width, case, spaces and punctuation do not count."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


class SeriesIndex:
    """The series of one place, to be found by code and by name."""

    def __init__(self, series: Mapping[str, SeriesShape]) -> None:
        self._series = series
        self._numbers = {code: number for number, code in enumerate(series)}
        self._folded = {code.casefold(): code for code in series}
        self._names: dict[str, list[str]] = {}
        for code, shape in series.items():
            for key in {name_key(name) for name in (shape.name_zh, shape.name_en) if name}:
                self._names.setdefault(key, []).append(code)

    def number(self, code: str) -> int:
        return self._numbers[code]

    def shape(self, code: str) -> SeriesShape:
        return self._series[code]

    def find(self, code: str, name: str) -> tuple[str, str]:
        """The series' code, and the unit written behind its name, 地区生产总值(亿元).

        Raises :class:`CellRefused`; ``blamed_name`` tells whether the name was at fault.
        """
        if code:
            return self._by_code(code, name), ""
        candidates, behind = self._candidates(name)
        if len(candidates) == 1 and self._may_be_unit(behind, candidates[0]):
            return candidates[0], behind
        shown = shortened(name)
        if len(candidates) > 1:
            raise CellRefused(
                ProblemCode.AMBIGUOUS_NAME,
                phrase(
                    _("“%(name)s” is the name of several indicators: %(codes)s. Add the code."),
                    name=shown,
                    codes=", ".join(candidates),
                ),
            )
        raise CellRefused(
            ProblemCode.UNKNOWN_NAME,
            phrase(
                _(
                    "There is no indicator called “%(name)s” here. Write its name as in the "
                    "overview, or add its code."
                ),
                name=shown,
            ),
        )

    def _may_be_unit(self, behind: str, code: str) -> bool:
        """社会消费品零售总额(限额以上) is another indicator than 社会消费品零售总额(亿元)."""
        return is_unit(behind) or unit_difference(behind, self._series[code].unit_zh) is not None

    def _by_code(self, code: str, name: str) -> str:
        plain = unicodedata.normalize("NFKC", code).strip()
        known = plain if plain in self._series else self._folded.get(plain.casefold())
        if known is None:
            raise CellRefused(
                ProblemCode.UNKNOWN_CODE,
                phrase(
                    _("There is no series “%(code)s” here. Codes are as in the export of targets."),
                    code=shortened(plain),
                ),
            )
        shape = self._series[known]
        if name and shape.name_zh and known not in self._candidates(name)[0]:
            raise wrong_name(name, shape)
        return known

    def _candidates(self, name: str) -> tuple[list[str], str]:
        for spelling, unit in _spellings(name):
            found = self._names.get(name_key(spelling))
            if found:
                return found, unit
        return [], ""


def _spellings(name: str) -> Iterator[tuple[str, str]]:
    """A name as written, then without its unit, its number, and both."""
    plain = unicodedata.normalize("NFKC", name).strip()
    yield plain, ""
    behind = _UNIT_BEHIND.fullmatch(plain)
    if behind:
        yield behind[1], behind[2].strip()
    numbered = _NUMBERED.fullmatch(plain)
    if numbered:
        yield numbered[1], ""
        if behind and (bare := _NUMBERED.fullmatch(behind[1])):
            yield bare[1], behind[2].strip()
