"""The holiday tables: what loads, what is refused, and in which words."""

import datetime as dt
import json

import pytest

from tracker.policy.calendar import (
    HolidayTable,
    HolidayTableError,
    build_calendar,
    from_json,
    load_calendar,
    load_tables,
    parse,
    to_json,
)
from tracker.policy.holiday_notice import differences, doubts, read_notice
from tracker.rules.workdays import Calendar, Due

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


def with_table(text: str) -> Calendar:
    """The shipped calendar and this table of a year more."""
    table = parse(HolidayTable, text, "2027.toml")
    return build_calendar(load_tables() | {table.year: table})


def test_the_shipped_calendar_knows_how_far_it_reaches() -> None:
    calendar = load_calendar()
    assert (calendar.known_from, calendar.known_until) == (D("2024-01-01"), D("2026-12-31"))


def test_each_shipped_year_names_its_notice() -> None:
    bases = [table.basis for table in load_tables().values()]
    assert bases[-1] == "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    assert all("国办发明电" in basis for basis in bases)


def test_an_imported_year_is_no_longer_provisional() -> None:
    before, after = load_calendar(), with_table(TABLE_2027)
    assert before.add(D("2026-12-11"), 15) == Due(D("2027-01-04"), provisional=True)
    assert after.add(D("2026-12-11"), 15) == Due(D("2027-01-04"), provisional=False)
    assert after.known_until == D("2027-12-31")


def test_an_imported_year_replaces_every_forecast_of_that_year() -> None:
    after = with_table(TABLE_2027)
    assert load_calendar().why(D("2027-04-05")) == "清明节放假（暂定）"
    assert after.why(D("2027-04-05")) == "工作日"
    assert after.why(D("2028-04-04")) == "清明节放假（暂定）"


def test_the_version_changes_with_the_days_and_only_with_them() -> None:
    shipped = load_calendar()
    assert shipped.version == load_calendar().version
    first = with_table(TABLE_2027).version
    second = with_table(TABLE_2027.replace("2027-10-09", "2027-10-10")).version
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
def test_a_wrong_table_is_refused_by_file_and_entry(old: str, new: str, complaint: str) -> None:
    with pytest.raises(HolidayTableError) as refusal:
        with_table(TABLE_2027.replace(old, new, 1))
    assert str(refusal.value).removeprefix("2027.toml：").removeprefix("2027 年：").startswith(complaint)


def test_no_year_may_be_left_out() -> None:
    table_2029 = TABLE_2027.replace("2027", "2029").replace("[2029-10-09]", "[2029-09-29]")
    with pytest.raises(HolidayTableError, match="2029 年：还没有 2027 年的安排"):
        with_table(table_2029)


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
def test_a_table_kept_as_json_is_read_back_as_it_was(year: int) -> None:
    table = load_tables()[year]
    assert from_json(json.loads(json.dumps(to_json(table)))) == table


def test_our_own_form_of_a_table_is_a_notice_too() -> None:
    table = read_notice(TABLE_2027, load_calendar())
    assert (table.year, table.version, dict(table.marks())[D("2027-10-09")].is_workday) == (2027, "2027-1", True)


def test_a_notice_without_the_days_of_the_moon_is_doubted() -> None:
    found = list(doubts(read_notice(json.dumps(NOTICE_2027), load_calendar())))
    assert found[0] == "按推算 2027-02-05 是春节，这份安排里没有放假，请核对文件是否完整。"
    assert len(found) == 7
    assert list(doubts(read_notice(TEXT_2026, load_calendar()))) == []


# The text of the notice itself, as it was published

TEXT_2026 = """\
国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。
国务院办公厅
2025年11月4日
"""
ADVICE_2024 = """\
经国务院批准，现将2024年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日放假，与周末连休。
二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。
三、清明节：4月4日至6日放假调休，共3天。4月7日（星期日）上班。
四、劳动节：5月1日至5日放假调休，共5天。4月28日（星期日）、5月11日（星期六）上班。
五、端午节：6月10日放假，与周末连休。
六、中秋节：9月15日至17日放假调休，共3天。9月14日（星期六）上班。
七、国庆节：10月1日至7日放假调休，共7天。9月29日（星期日）、10月12日（星期六）上班。
"""


def test_the_text_of_the_notice_gives_the_shipped_table() -> None:
    told, shipped = read_notice(TEXT_2026, load_calendar()), load_tables()[2026]
    assert dict(told.marks()) == dict(shipped.marks())
    assert (told.document, told.published) == (shipped.document, shipped.published)


def test_what_a_notice_only_advises_frees_nobody() -> None:
    told, shipped = read_notice(ADVICE_2024, load_calendar()), load_tables()[2024]
    # The table lists the weekend beside New Year and 端午 as part of the holiday; the text need not.
    differing = dict(told.marks()).items() ^ dict(shipped.marks()).items()
    assert all(day.weekday() >= 5 for day, _ in differing)
    assert D("2024-02-09") not in dict(told.marks())


def test_a_notice_may_begin_in_the_year_before() -> None:
    told = read_notice(
        TEXT_2026.replace("2026年", "2027年").split("一、")[0]
        + "一、元旦：2026年12月31日（周四）至2027年1月2日（周六）放假调休，共3天。1月3日（周日）上班。",
        load_calendar(),
    )
    assert [(day, mark.is_workday) for day, mark in sorted(told.marks())] == [
        (D("2026-12-31"), False), (D("2027-01-01"), False), (D("2027-01-02"), False), (D("2027-01-03"), True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("1月4日（周日）上班", "1月4日（周六）上班", "元旦的2026-01-04是周日，通知里写的是周六"),
        ("共7天", "共8天", "国庆节读到7天，通知里写的是共8天"),
        ("10月1日（周四）至7日", "10月1日（周四）至32日", "国庆节的10月32日不是日历上有的日子"),
        ("6月19日（周五）至21日（周日）放假", "按惯例放假", "端午节的放假日期读不懂"),
        ("2026年", "", "不是国务院办公厅的节假日安排通知"),
    ],
)
def test_a_notice_that_contradicts_itself_is_not_read(old: str, new: str, complaint: str) -> None:
    with pytest.raises(HolidayTableError, match=f"导入的文件：{complaint}"):
        read_notice(TEXT_2026.replace(old, new), load_calendar())


def test_the_differences_are_the_days_that_change() -> None:
    new = with_table(TABLE_2027)
    changed = {day: (was, becomes) for day, was, becomes in differences(load_calendar(), new, 2027)}
    assert changed[D("2027-10-04")] == ("工作日（暂定）", "国庆节放假")
    assert changed[D("2027-10-09")] == ("周末（暂定）", "国庆节调休上班")
    assert changed[D("2027-09-15")] == ("中秋节放假（暂定）", "工作日")
    assert D("2027-10-01") not in changed
