"""Files of our own that look like figures and are not for import: known by their headers.

What they say was judged, compared or written down for readers: a verdict's words in them would
become changes of tasks, and amounts added up figures of a period.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.csv_sheet import LOOKED_AT
from targets.exchange.sheets.headers import header_key
from targets.exchange.sheets.parsed_sheet import RawSheet
from targets.exchange.sheets.problems import ProblemCode, refused


class _Own(NamedTuple):
    """One kind of file: what it is called, and headers that only it has together."""

    name: str
    signs: tuple[tuple[str, ...], ...]  # in Chinese, in English, as stable names


_KINDS = (
    _Own(
        _("Assessments"),
        (("主评判", "状态代码"), ("Headline", "Verdict code"), ("headline", "verdict")),
    ),
    _Own(
        _("Targets"),
        (
            ("累计方式", "目标层级"),
            ("Accumulation", "Tier", "Comparator"),
            ("accumulation", "tier", "comparator"),
        ),
    ),
    _Own(_("Ledger"), (("记录编号", "录入方式", "原内容"), ("Key", "Way in", "From"))),
    _Own(_("Changes"), (("变动情况", "比较期状态"), ("What changed", "Status then"))),
    _Own(
        _("Compare places"),
        (("位次", "上期位次", "地区代码"), ("Rank", "Rank a period ago", "Place code")),
    ),
    _Own(
        _("Heat map"),
        (
            ("指标代码", "主题", "期末", "状态", "实际完成", "完成率(%)"),
            ("Indicator code", "Theme", "Period end", "Status", "Completed", "Completion (%)"),
        ),
    ),
    _Own(
        _("Briefing"),
        (
            ("评判依据", "采用的进度", "最新完成"),
            ("Judged against", "Pace used", "Latest"),
        ),
    ),
    _Own(
        _("Who has reported"),
        (
            ("单位代码", "应报", "迟报", "未报"),
            ("Unit code", "Reports expected", "Late", "Missing"),
        ),
    ),
)


def refuse_own(sheets: Iterable[RawSheet]) -> None:
    """Raise :class:`~.problems.FileRefused` for a file of our own that is not for import."""
    for sheet in sheets:
        for row, cells in islice(sheet.rows(), LOOKED_AT):
            name = own_file(cells)
            if name is not None:
                raise refused(
                    ProblemCode.NOT_FOR_IMPORT,
                    phrase(
                        _(
                            "This is the export “%(name)s” of this system (sheet %(sheet)s): it "
                            "holds judgements, not entries, and is not for import. Take the "
                            "export of actuals, or the workbook to fill in."
                        ),
                        name=phrase(name),
                        sheet=sheet.name,
                    ),
                    row=row,
                )


def own_file(headers: Sequence[str]) -> str | None:
    """What our own file with this header row is called (msgid); None for any other row."""
    keys = {header_key(cell) for cell in headers if cell}
    for kind in _KINDS:
        if any(keys.issuperset(map(header_key, signs)) for signs in kind.signs):
            return kind.name
    return None
