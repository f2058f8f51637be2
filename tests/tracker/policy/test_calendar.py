"""The holiday tables: what loads, what is refused, and in which words."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tracker.policy.calendar import HolidayTableError, build_calendar, load_calendar, load_tables
from tracker.policy.holiday_notice import as_toml, differences, read_notice, store
from tracker.rules.workdays import Due

D = dt.date.fromisoformat

# Invented: nobody knows the real arrangement when this is written.
NOTICE_2027 = {
    "$schema": "https://example.org/schema.json",
    "year": 2027,
    "papers": ["https://example.org/2027.htm"],
    "days": [
        {"name": "元旦", "date": "2026-12-31", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-01", "isOffDay": True},
        {"name": "元旦", "date": "2027-01-03", "isOffDay": False},
        {"name": "劳动节", "date": "2027-05-01", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-02", "isOffDay": True},
        {"name": "劳动节", "date": "2027-05-03", "isOffDay": True},
        *({"name": "国庆节", "date": f"2027-10-0{day}", "isOffDay": True} for day in range(1, 8)),
    ],
}

TABLE_2027 = """\
year = 2027
version = "2027-1"
source = "通知"

[[holiday]]
name = "元旦"
holiday = [2027-01-01]

[[holiday]]
name = "劳动节"
holiday = [2027-05-01, 2027-05-02]

[[holiday]]
name = "国庆节"
holiday = [2027-10-01, 2027-10-02, 2027-10-03]
bridge_holiday = [2027-10-04]
make_up_workday = [2027-10-09]
"""


def with_table(directory: Path, text: str, *, name: str = "2027.toml") -> Path:
    (directory / name).write_text(text, encoding="utf-8")
    return directory


def test_the_shipped_calendar_knows_how_far_it_reaches() -> None:
    calendar = load_calendar()
    assert (calendar.known_from, calendar.known_until) == (D("2024-01-01"), D("2026-12-31"))


def test_an_office_without_tables_of_its_own_uses_the_shipped_ones(tmp_path: Path) -> None:
    assert load_calendar(tmp_path / "none").version == load_calendar().version


def test_each_shipped_year_names_its_notice() -> None:
    bases = [table.basis for table in load_tables().values()]
    assert bases[-1] == "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert all("国办发明电" in basis for basis in bases)


def test_an_imported_year_is_no_longer_provisional(tmp_path: Path) -> None:
    before, after = load_calendar(), load_calendar(with_table(tmp_path, TABLE_2027))
    assert before.add(D("2026-12-11"), 15) == Due(D("2027-01-04"), provisional=True)
    assert after.add(D("2026-12-11"), 15) == Due(D("2027-01-04"), provisional=False)
    assert after.known_until == D("2027-12-31")


def test_an_imported_year_replaces_every_forecast_of_that_year(tmp_path: Path) -> None:
    after = load_calendar(with_table(tmp_path, TABLE_2027))
    assert load_calendar().why(D("2027-04-05")) == "清明节放假（暂定）"
    assert after.why(D("2027-04-05")) == "工作日"
    assert after.why(D("2028-04-04")) == "清明节放假（暂定）"


def test_the_version_changes_with_the_days_and_only_with_them(tmp_path: Path) -> None:
    shipped = load_calendar()
    assert shipped.version == load_calendar().version
    first = load_calendar(with_table(tmp_path, TABLE_2027)).version
    second = load_calendar(with_table(tmp_path, TABLE_2027.replace("2027-10-09", "2027-10-10"))).version
    assert len({shipped.version, first, second}) == 3


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[2027-10-04]", "[2027-10-03]", "国庆节 2027-10-03 写了两次"),
        ("[2027-10-04]", "[2027-10-09]", "国庆节 2027-10-09 是周末，不能列入 bridge_holiday"),
        ("[2027-10-09]", "[2027-10-08]", "国庆节 2027-10-08 不是周末，不能列入 make_up_workday"),
        ("[2027-10-04]", "[2028-10-04]", "国庆节 2028-10-04 不在 2027 年的安排之内"),
        ("[2027-10-04]", "[2026-10-05]", "国庆节 2026-10-05 不在 2027 年的安排之内"),
        ("bridge_holiday", "bridge", "holiday 第3项 bridge：没有这个键"),
        ('name = "元旦"\n', "", "holiday 第1项 name：缺少这一项"),
        ("[2027-10-04]", '["十月四日"]', "holiday 第3项 bridge_holiday 第1项：写法不对"),
        ("year = 2027", "year = ", "不是正确的 TOML（Invalid value (at line 1"),
        ("[2027-05-01, 2027-05-02]", "[2027-05-01]", "缺少法定节假日 劳动节 2027-05-02"),
        ("2027-05-02]", "2027-05-03]\nmake_up_workday = [2027-05-02]", "缺少法定节假日 劳动节 2027-05-02"),
    ],
)
def test_a_wrong_table_is_refused_by_file_and_entry(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    with pytest.raises(HolidayTableError) as refusal:
        load_calendar(with_table(tmp_path, TABLE_2027.replace(old, new, 1)))
    assert str(refusal.value).startswith(f"2027.toml：{complaint}")


def test_a_table_under_another_years_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HolidayTableError, match=r"2028\.toml：文件里写的是 2027 年，应当叫 2027\.toml"):
        load_calendar(with_table(tmp_path, TABLE_2027, name="2028.toml"))


def test_a_table_of_unreadable_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_bytes("元旦".encode("gbk"))
    with pytest.raises(HolidayTableError, match="不是 UTF-8 文本"):
        load_calendar(tmp_path)


def test_no_year_may_be_left_out(tmp_path: Path) -> None:
    table_2029 = TABLE_2027.replace("2027", "2029").replace("[2029-10-09]", "[2029-09-29]")
    with pytest.raises(HolidayTableError, match=r"2029\.toml：还没有 2027 年的安排"):
        load_calendar(with_table(tmp_path, table_2029, name="2029.toml"))


# The notice of a new year


def test_a_notice_becomes_a_table_that_tells_bridges_from_statutory_days() -> None:
    table = read_notice(json.dumps(NOTICE_2027), load_calendar())
    national = next(holiday for holiday in table.holiday if holiday.name == "国庆节")
    assert [day.day for day in national.holiday] == [1, 2, 3]
    assert [day.day for day in national.bridge_holiday] == [4, 5, 6, 7]
    assert table.urls == ["https://example.org/2027.htm"]


def test_a_notice_may_reach_into_the_december_before() -> None:
    tables = load_tables()
    table = read_notice(json.dumps(NOTICE_2027), build_calendar(tables))
    calendar = build_calendar(tables | {2027: table})
    assert calendar.why(D("2026-12-31")) == "元旦放假"
    assert (D("2026-12-31"), "工作日", "元旦放假") in differences(load_calendar(), calendar, 2027)


@pytest.mark.parametrize("missing", [{"papers": [], "days": []}, {"papers": []}, {"days": []}])
def test_a_year_that_is_not_published_is_not_a_year_without_holidays(missing: dict[str, list[str]]) -> None:
    with pytest.raises(HolidayTableError, match="2027 年的放假安排还没有公布"):
        read_notice(json.dumps(NOTICE_2027 | missing), load_calendar())


@pytest.mark.parametrize("text", ["", "[]", '{"year": 2027, "papers": ["x"], "days": [{"name": "元旦"}]}'])
def test_a_file_of_another_shape_is_refused(text: str) -> None:
    with pytest.raises(HolidayTableError, match="导入的文件："):
        read_notice(text, load_calendar())


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_shipped_year_told_as_a_notice_comes_back_the_same(year: int) -> None:
    calendar = load_calendar()
    shipped = load_tables()[year]
    days = [{"name": mark.name, "date": str(day), "isOffDay": not mark.is_workday} for day, mark in shipped.marks()]
    table = read_notice(json.dumps({"year": year, "papers": shipped.urls, "days": days}), calendar)
    assert dict(table.marks()) == dict(shipped.marks())


@pytest.mark.parametrize("year", [2024, 2025, 2026])
def test_a_stored_table_is_read_back_as_it_was(tmp_path: Path, year: int) -> None:
    table = load_tables()[year]
    stored = store(table, tmp_path / "holidays")
    assert load_tables(stored.parent)[year] == table
    assert [file.name for file in stored.parent.iterdir()] == [f"{year}.toml"]


def test_a_name_with_quotes_survives_being_stored(tmp_path: Path) -> None:
    shipped = load_tables()[2026]
    table = shipped.model_copy(update={"source": 'a "b" \\ c\n\x7f'})
    assert load_tables(store(table, tmp_path).parent)[2026] == table
    assert '"a \\"b\\"' in as_toml(table)


def test_the_differences_are_the_days_that_change(tmp_path: Path) -> None:
    new = load_calendar(with_table(tmp_path, TABLE_2027))
    changed = {day: (was, becomes) for day, was, becomes in differences(load_calendar(), new, 2027)}
    assert changed[D("2027-10-04")] == ("工作日（暂定）", "国庆节放假")
    assert changed[D("2027-10-09")] == ("周末（暂定）", "国庆节调休上班")
    assert changed[D("2027-09-15")] == ("中秋节放假（暂定）", "工作日")
    assert D("2027-10-01") not in changed
