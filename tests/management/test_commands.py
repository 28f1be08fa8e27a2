"""Commands: help, exit codes, dry runs, refusals with row and column, files that import again."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command, get_commands

from targets.models import Actual, Document, Indicator, Origin, PathPoint, Series, Target, Unit
from targets.writes.targets.shipped import FOLDER

COMMANDS = [
    "load_stated_targets", "load_sample", "add_place", "import_targets", "import_actuals",
    "export_assessments", "export_actuals", "export_targets",
]  # fmt: skip
HEADER = "code,name_zh,measure,accumulation,comparator,value,unit_zh,year,frequency\n"
ROADS = HEADER + "ROAD_KM,新建道路里程,amount,running_total,>=,93,公里,2024,monthly\n"


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out, stderr=out)
    return out.getvalue()


def refused(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(*arguments, stdout=out, stderr=out)
    return caught.value.returncode, out.getvalue() + str(caught.value)


@pytest.fixture
def place(db: None) -> Unit:
    run("add_place", "testland", "测试区", "--name-en", "Testland")
    return Unit.objects.get(code="testland")


@pytest.fixture
def roads(place: Unit, tmp_path: Path) -> Series:
    run("import_targets", write(tmp_path, ROADS), "--place", "testland")
    return Series.objects.get()


def write(folder: Path, text: str | bytes, name: str = "file.csv") -> str:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return str(path)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert name in get_commands()
    with pytest.raises(SystemExit) as ended:
        call_command(name, "--help")
    assert ended.value.code in (0, None)
    assert "usage:" in capsys.readouterr().out


def test_a_place_is_added_once(db: None) -> None:
    assert "added" in run("add_place", "city", "某市")
    assert "added" in run("add_place", "town", "某镇", "--parent", "city")
    assert "exists" in run("add_place", "town", "另一名")
    town = Unit.objects.get(code="town")
    assert (town.name_zh, town.parent) == ("某镇", Unit.objects.get(code="city"))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["a b", "某区"], 1), (["x", ""], 1), (["x", "某区", "--parent", "nowhere"], 2)],
)
def test_a_bad_place_is_refused(db: None, arguments: list[str], code: int) -> None:
    assert refused("add_place", *arguments)[0] == code
    assert not Unit.objects.exists()


def test_a_dry_run_writes_nothing(place: Unit, tmp_path: Path) -> None:
    run("add_place", "other", "另区", "--dry-run")
    assert not Unit.objects.filter(code="other").exists()
    said = run("import_targets", write(tmp_path, ROADS), "--place", "testland", "--dry-run")
    assert "1 series added" in said
    assert not Series.objects.exists()
    run("load_stated_targets", "--dry-run")
    assert not Target.objects.exists()


def test_targets_import_with_the_required_columns_alone(roads: Series) -> None:
    target = Target.objects.get()
    assert (target.tier_id, str(target.value.normalize())) == ("plan", "93")  # type: ignore[union-attr]
    assert roads.indicator.theme.code == "OTHER"
    assert roads.calendar == "monthly"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_are_read_in_the_encodings_of_excel_and_wps(
    place: Unit, tmp_path: Path, encoding: str
) -> None:
    run("import_targets", write(tmp_path, ROADS.encode(encoding)), "--place", "testland")
    assert Indicator.objects.get().name_zh == "新建道路里程"


def test_the_same_targets_twice_change_nothing(roads: Series, tmp_path: Path) -> None:
    said = run("import_targets", write(tmp_path, ROADS), "--place", "testland")
    assert "0 targets stated, 0 revised, 1 unchanged" in said


def test_a_changed_target_is_a_revision_with_a_reason(roads: Series, tmp_path: Path) -> None:
    changed = write(tmp_path, ROADS.replace("93", "80"))
    code, said = refused("import_targets", changed, "--place", "testland")
    assert code == 1
    assert "row 2, value" in said
    assert refused("import_targets", changed, "--place", "testland", "--reason", "x")[0] == 2
    run(
        "import_targets", changed, "--place", "testland",
        "--reason", "年中调整", "--effective-on", "2024-07-01",
    )  # fmt: skip
    assert [str(row.value.normalize()) for row in Target.objects.order_by("effective_on")] == [  # type: ignore[union-attr]
        "93", "8E+1",
    ]  # fmt: skip


def test_what_does_not_fit_is_said_with_its_row(roads: Series, tmp_path: Path) -> None:
    """A stretch target below the plan, in a dry run and when it is written."""
    header = HEADER.replace("code,", "code,tier,")
    easier = header + (
        "ROAD_KM,plan,新建道路里程,amount,running_total,>=,93,公里,2024,monthly\n"
        "ROAD_KM,stretch,新建道路里程,amount,running_total,>=,90,公里,2024,monthly\n"
    )
    file = write(tmp_path, easier)
    for options in (["--dry-run"], []):
        said = run("import_targets", file, "--place", "testland", *options)
        (line,) = [each for each in said.splitlines() if each.startswith("row ")]
        assert line.startswith("row 3, ROAD_KM, does not fit: ")
        assert "新建道路里程" in line
    other = write(tmp_path, ROADS.replace("ROAD_KM", "OTHER"))
    assert "row " not in run("import_targets", other, "--place", "testland")


def test_a_changed_value_with_the_path_of_before_does_not_fit(
    roads: Series, tmp_path: Path
) -> None:
    Indicator.objects.update(pace="path")
    stated = Target.objects.get()
    PathPoint.objects.create(target=stated, period_end=date(2024, 6, 30), value=Decimal(93))
    changed = write(tmp_path, ROADS.replace("93", "80"))
    said = run(
        "import_targets", changed, "--place", "testland",
        "--reason", "年中调整", "--effective-on", "2024-07-01",
    )  # fmt: skip
    assert "row 2, ROAD_KM, does not fit: " in said
    assert "93.00公里" in said
    assert "13.00公里" in said


def test_another_definition_under_a_known_code_is_refused(roads: Series, tmp_path: Path) -> None:
    other = ROADS.replace("公里", "米").replace("monthly", "quarterly")
    code, said = refused("import_targets", write(tmp_path, other), "--place", "testland")
    assert code == 1
    assert "row 2, unit_zh" in said
    assert "row 2, frequency" in said


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (ROADS.replace("unit_zh", "unit_of"), "unit_of"),
        (ROADS.replace(",year", "").replace(",2024", ""), "year"),
        (ROADS.replace("93", "many"), "row 2, value"),
        (ROADS.replace("ROAD_KM", "路 1"), "row 2, code"),
        (ROADS.replace("amount", "amounts"), "row 2, measure"),
        (ROADS + ROADS.splitlines()[1] + "\n", "row 3"),
        (
            ROADS.replace("frequency\n", "frequency,upper_value\n")
            .replace(">=", "between").replace("monthly\n", "monthly,80\n"),
            "row 2, upper_value",
        ),
        (ROADS.replace("frequency\n", "frequency,tier\n").replace("monthly\n", "monthly,dream\n"),
         "row 2, tier"),
        (ROADS.replace("frequency\n", "frequency,document\n")
         .replace("monthly\n", "monthly,nowhere\n"), "row 2, document"),
        (b"\x00\x01\x02" * 50, ""),
        (ROADS.encode("gb18030")[: ROADS.encode("gb18030").index("道".encode("gb18030")) + 1], ""),
        ("", ""),
    ],
)  # fmt: skip
def test_bad_files_of_targets_are_refused_with_row_and_column(
    place: Unit, tmp_path: Path, text: str | bytes, where: str
) -> None:
    code, said = refused("import_targets", write(tmp_path, text), "--place", "testland")
    assert code == 1
    assert where in said
    assert not Series.objects.exists()
    assert not Indicator.objects.exists()
    assert Unit.objects.count() == 1


def test_two_hundred_megabytes_of_rubbish_are_not_read(place: Unit, tmp_path: Path) -> None:
    path = tmp_path / "rubbish.csv"
    with path.open("wb") as rubbish:
        rubbish.truncate(200 * 1024 * 1024)
    assert refused("import_actuals", str(path), "--place", "testland")[0] == 1


GROWTH = (
    "code,name_zh,measure,accumulation,comparator,value,unit_zh,year,frequency,growth_of,"
    "growth_is_real\n"
    "G,增速,rate,latest,>=,5,%,2024,quarterly,{level},yes\n"
    "LEVEL,总量,amount,running_total,>=,3000,亿元,2024,quarterly,,\n"
)


BESIDE = (
    "code,name_zh,measure,accumulation,comparator,comparator_wording,value,unit_zh,year,frequency,"
    "reference\n"
    "G,增速,rate,latest,>,高于全市平均,,%,2024,quarterly,{city}\n"
    "CITY,全市增速,rate,latest,,,,%,2024,quarterly,\n"
)


def test_a_target_is_told_what_it_is_compared_with(roads: Series, tmp_path: Path) -> None:
    file = write(tmp_path, BESIDE.format(city="CITY"))
    run("import_targets", file, "--place", "testland")
    target = Target.objects.select_related("reference").get(series__indicator__code="G")
    assert target.reference is not None
    assert (target.reference.code, target.comparator, target.value) == ("CITY", ">", None)
    run("import_targets", file, "--place", "testland")
    assert Target.objects.filter(series__indicator__code="G").count() == 1
    _file, rows = exported(tmp_path, "export_targets", "--place", "testland")
    assert {(row["code"], row["role"], row["reference"]) for row in rows} >= {
        ("G", "target", "CITY"),
        ("CITY", "commitment", ""),
    }


@pytest.mark.parametrize("city", ["NOWHERE", "G"])
def test_a_comparison_with_nothing_is_refused(place: Unit, tmp_path: Path, city: str) -> None:
    file = write(tmp_path, BESIDE.format(city=city))
    code, said = refused("import_targets", file, "--place", "testland")
    assert code == 1
    assert "reference" in said
    assert not Target.objects.exists()


def test_a_comparison_with_another_unit_is_refused(roads: Series, tmp_path: Path) -> None:
    file = write(tmp_path, BESIDE.format(city="ROAD_KM"))
    code, said = refused("import_targets", file, "--place", "testland")
    assert (code, "row 2, reference" in said) == (1, True)
    assert not Target.objects.filter(series__indicator__code="G").exists()


def test_a_growth_rate_is_told_its_level(roads: Series, tmp_path: Path) -> None:
    run("import_targets", write(tmp_path, GROWTH.format(level="LEVEL")), "--place", "testland")
    rate = Indicator.objects.select_related("growth_of").get(code="G")
    assert rate.growth_of is not None
    assert (rate.growth_of.code, rate.growth_is_real) == ("LEVEL", True)
    # What is stored stays
    other = GROWTH.format(level="ROAD_KM")
    run("import_targets", write(tmp_path, other), "--place", "testland")
    rate.refresh_from_db()
    assert rate.growth_of.code == "LEVEL"


@pytest.mark.parametrize("level", ["NOWHERE", "G"])
def test_the_level_of_a_growth_rate_has_to_exist(roads: Series, tmp_path: Path, level: str) -> None:
    file = write(tmp_path, GROWTH.format(level=level))
    code, said = refused("import_targets", file, "--place", "testland")
    assert (code, "row 2, growth_of" in said) == (1, True)
    assert not Indicator.objects.filter(code="G").exists()


def test_only_a_rate_is_the_growth_of_something(roads: Series, tmp_path: Path) -> None:
    turned = GROWTH.format(level="").replace("quarterly,,\n", "quarterly,ROAD_KM,\n")
    code, said = refused("import_targets", write(tmp_path, turned), "--place", "testland")
    assert (code, "row 3" in said) == (1, True)


def test_actuals_import_and_name_their_author(roads: Series, tmp_path: Path) -> None:
    person = User.objects.create_user("wang")
    text = "code,period_end,value,source\nROAD_KM,2024年1月,１,０００.5,月报\n".replace(
        "１,０００.5", '"1,000.5"'
    )
    said = run("import_actuals", write(tmp_path, text), "--place", "testland", "--user", "wang")
    assert "1 new" in said
    entry = Actual.objects.get()
    assert (entry.author, entry.origin, entry.source) == (person, Origin.COMMAND, "月报")
    assert "0 new, 0 changed, 1 unchanged" in run(
        "import_actuals", write(tmp_path, text), "--place", "testland"
    )


def test_a_changed_actual_needs_a_reason(roads: Series, tmp_path: Path) -> None:
    text = "code,period_end,value\nROAD_KM,2024-01,5\n"
    run("import_actuals", write(tmp_path, text), "--place", "testland")
    changed = write(tmp_path, text.replace(",5", ",6"))
    code, said = refused("import_actuals", changed, "--place", "testland")
    assert (code, "row 2, C value" in said) == (1, True)
    assert "1 changed" in run("import_actuals", changed, "--place", "testland", "--reason", "漏报")


def test_a_conversion_is_said(roads: Series, tmp_path: Path) -> None:
    text = "code,period_end,value\nROAD_KM,2024-01,0.002万公里\n"
    said = run("import_actuals", write(tmp_path, text), "--place", "testland")
    assert "row 2, C value" in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["import_actuals", "nowhere.csv", "--place", "testland"],
        ["import_actuals", __file__, "--place", "nowhere"],
        ["import_actuals", __file__, "--place", "testland", "--user", "nobody"],
        ["export_actuals", "--place", "nowhere"],
        ["export_targets", "--tier", "dream"],
        ["export_assessments", "--output", "/nowhere/file.csv"],
    ],
)
def test_a_wrong_command_line_ends_with_two(place: Unit, arguments: list[str]) -> None:
    assert refused(*arguments)[0] == 2


def exported(tmp_path: Path, *arguments: str) -> tuple[str, list[dict[str, Any]]]:
    path = tmp_path / f"{arguments[0]}.csv"
    run(*arguments, "--output", str(path))
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "Excel needs the mark"
    assert raw.count(b"\r\n") == raw.count(b"\n")
    return str(path), list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_the_exports_of_the_shipped_place_import_again(db: None, tmp_path: Path) -> None:
    run("load_stated_targets")
    targets, target_rows = exported(tmp_path, "export_targets", "--place", "baiyun")
    actuals, actual_rows = exported(tmp_path, "export_actuals", "--place", "baiyun")
    assert (len(target_rows), len(actual_rows)) == (58, 39)
    assert "58 unchanged" in run("import_targets", targets, "--place", "baiyun")
    assert "0 new, 0 changed, 39 unchanged" in run("import_actuals", actuals, "--place", "baiyun")


def test_assessments_list_every_series_one_row_a_tier(db: None, tmp_path: Path) -> None:
    run("load_stated_targets")
    run("add_place", "empty", "空区")
    _path, rows = exported(tmp_path, "export_assessments")
    assert len(rows) == 58
    assert {row["place"] for row in rows} == {"baiyun"}
    assert len({row["code"] for row in rows}) == 56
    gdp = [row for row in rows if row["code"] == "GDP_GROWTH"]
    assert [row["tier"] for row in gdp] == ["plan", "stretch"]
    assert [row["headline"] for row in gdp] == ["yes", "no"]
    assert gdp[0]["verdict_zh"] == "未完成"
    assert gdp[0]["period_label"] == "全年"
    assert gdp[1]["wording"] == "力争6.5%以上"
    level = next(row for row in rows if row["code"] == "GDP_TOTAL")
    assert level["completion_rate"] == "105.212333"
    assert level["linear_pace"] == "100.000000"
    _path, half = exported(
        tmp_path, "export_assessments", "--place", "baiyun", "--as-of", "2024-06-30",
        "--tier", "stretch",
    )  # fmt: skip
    verdicts = [row["verdict"] for row in half if row["headline"] == "yes"]
    assert verdicts.count("far_behind") + verdicts.count("behind") >= 3


def test_shipped_files_are_read_by_the_commands_too(place: Unit) -> None:
    Document.objects.create(code="conference_2024", title_zh="大会")
    run("import_targets", str(FOLDER / "stated_targets_2024.csv"), "--place", "testland")
    assert Series.objects.count() == 53


UNITS = HEADER.strip() + ",lead_department,reporting_department,other_departments,leader\n"
ROADS_OF = "ROAD_KM,{name},amount,running_total,>=,93,公里,2024,monthly,{lead},,区财政局,{leader}\n"


def test_units_that_come_later_are_filled_in_and_what_is_left_is_said(
    place: Unit, tmp_path: Path
) -> None:
    said = run("import_targets", write(tmp_path, ROADS), "--place", "testland")
    assert "1 series of testland have no reporting unit" in said
    text = UNITS + ROADS_OF.format(name="新建道路里程", lead="区住建局", leader="张某")
    said = run("import_targets", write(tmp_path, text), "--place", "testland")
    assert "1 series had no unit or leader yet, and have now" in said
    assert "no reporting unit" not in said
    series = Series.objects.get()
    assert series.lead is not None
    assert (series.lead.name_zh, series.reporting, series.leader) == (
        "区住建局",
        series.lead,
        "张某",
    )
    assert [unit.name_zh for unit in series.supporting.all()] == ["区财政局"]
    other = UNITS + ROADS_OF.format(name="道路里程", lead="区交通局", leader="李某")
    other = other.replace("区财政局", "区审计局;区财政局")
    said = run("import_targets", write(tmp_path, other), "--place", "testland")
    for column, written, stored in (
        ("name_zh", "道路里程", "新建道路里程"), ("lead_department", "区交通局", "区住建局"),
        ("other_departments", "区审计局;区财政局", "区财政局"), ("leader", "李某", "张某"),
    ):  # fmt: skip
        assert f"row 2, ROAD_KM, {column}: “{written}” was not taken; “{stored}” is" in said
    series.refresh_from_db()
    assert series.lead is not None
    assert (series.lead.name_zh, series.leader) == ("区住建局", "张某")
    again = run("import_targets", write(tmp_path, text), "--place", "testland")
    assert "was not taken" not in again
    assert "have now" not in again
