"""``huiyin workdays`` as the officer at the keyboard and the script in a pipe meet it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from tests.tracker.policy.test_calendar import NOTICE_2027, TEXT_2026
from tracker.workdays_cli import app


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "var"


def workdays(data_dir: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"HUIYIN_DATA_DIR": str(data_dir)})


def test_the_first_line_is_the_date_alone(data_dir: Path) -> None:
    result = workdays(data_dir, "add", "2026-09-30", "3")
    assert result.stdout.splitlines() == ["2026-10-10", "周六 国庆节调休上班"]


def test_a_date_beyond_the_tables_says_that_it_is_provisional(data_dir: Path) -> None:
    result = workdays(data_dir, "add", "2026-12-11", "15")
    assert result.stdout.splitlines()[0] == "2027-01-04"
    assert result.stdout.splitlines()[2].startswith("暂定：正式放假安排只收录了 2024 至 2026 年")


def test_natural_days_roll_over_the_holiday(data_dir: Path) -> None:
    assert workdays(data_dir, "add", "2026-08-05", "60", "--natural").stdout.splitlines()[0] == "2026-10-08"


def test_between_prints_the_number(data_dir: Path) -> None:
    assert workdays(data_dir, "between", "2026-09-30", "2026-10-10").stdout == "3\n"
    assert workdays(data_dir, "between", "2026-10-10", "2026-09-30").stdout == "-3\n"


def test_between_keeps_its_doubts_out_of_the_number(data_dir: Path) -> None:
    result = workdays(data_dir, "between", "2026-12-11", "2027-01-04")
    assert result.stdout == "15\n"
    assert result.stderr.startswith("暂定：")


def test_a_year_shows_its_basis_holidays_and_make_up_days(data_dir: Path) -> None:
    lines = workdays(data_dir, "year", "2026").stdout.splitlines()
    assert lines[0] == "2026 年：工作日 248 天，休息 117 天"
    assert "国办发明电〔2025〕7号" in lines[1]
    assert lines[2].startswith("原文：https://www.gov.cn/")
    bridges, make_up = lines.index("其中调休、补假放的工作日："), lines.index("调休上班：")
    assert "  2026-10-07 周三（国庆节）" in lines[bridges:make_up]
    assert "  国庆节：2026-10-01 周四 至 2026-10-07 周三，7 天" in lines
    assert lines[-1] == "  2026-10-10 周六（国庆节）"


def test_a_holiday_of_one_day_is_not_a_span(data_dir: Path) -> None:
    assert "  元旦：2025-01-01 周三，1 天" in workdays(data_dir, "year", "2025").stdout.splitlines()


def test_an_unpublished_year_says_so(data_dir: Path) -> None:
    lines = workdays(data_dir, "year", "2027").stdout.splitlines()
    assert lines[1].startswith("暂定：")
    assert lines[-1] == "调休上班：无"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["add", "2026-02-30", "3"], "看不懂日期“2026-02-30”"),
        (["add", "明天", "3"], "看不懂日期“明天”"),
        (["add", "1999-12-31", "3"], "日期“1999-12-31”超出范围"),
        (["add", "2026-11-23", "三"], "天数“三”不对"),
        (["add", "2026-11-23", "-3"], "天数“-3”不对"),
        (["add", "2026-11-23", "1.5"], "天数“1.5”不对"),
        (["add", "2026-11-23", "9" * 5000], "天数“999"),
        (["between", "2026-11-23", "后天"], "看不懂日期“后天”"),
        (["year", "3000"], "年份“3000”不对"),
        (["import", "没有.json"], "不能读取 没有.json：没有这个文件"),
        (["add", "明天", "3", "--hours"], "看不懂日期“明天”"),
        (["between", "1999-01-01", "2026-01-01"], "日期“1999-01-01”超出范围"),
    ],
)
def test_bad_input_gets_one_sentence(data_dir: Path, arguments: list[str], sentence: str) -> None:
    result = workdays(data_dir, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(sentence)
    assert len(result.stderr.splitlines()) == 1


def test_the_longest_limit_from_the_last_year_still_ends(data_dir: Path) -> None:
    assert workdays(data_dir, "add", "2100-12-31", "10000").exit_code == 0


def test_office_hours_are_counted_over_the_night(data_dir: Path) -> None:
    assert workdays(data_dir, "add", "2026-11-23T16:30", "4", "--hours").stdout.splitlines() == [
        "2026-11-24 12:00", "周二 工作日",
    ]  # fmt: skip
    assert workdays(data_dir, "between", "2026-11-23T11:00", "2026-11-24T10:00", "--hours").stdout == "6\n"


def test_an_import_shows_the_difference_and_puts_nothing_into_force_yet(data_dir: Path, tmp_path: Path) -> None:
    result = workdays(data_dir, "import", notice(tmp_path))
    assert "  2027-05-03 周一：工作日（暂定） → 劳动节放假" in result.stdout.splitlines()
    assert result.stdout.splitlines()[-1].startswith("没有启用")
    assert not data_dir.exists()


def test_an_approved_import_is_counted_with_from_then_on(data_dir: Path, tmp_path: Path) -> None:
    result = workdays(data_dir, "import", notice(tmp_path), "--approve")
    assert result.stdout.splitlines()[-1].startswith("已启用（版本 2027-")
    assert workdays(data_dir, "add", "2027-04-30", "1").stdout.splitlines() == ["2027-05-04", "周二 工作日"]
    again = workdays(data_dir, "import", notice(tmp_path))
    assert "  每一天都与现用日历相同" in again.stdout.splitlines()
    assert "未到期的时限 0 个，启用后有 0 个改变日期。" in again.stdout.splitlines()
    twice = workdays(data_dir, "import", notice(tmp_path), "--approve")
    assert "没有变化" in twice.stdout.splitlines()[-1]


def test_an_unpublished_year_is_not_imported(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "2027.json"
    file.write_text('{"year": 2027, "papers": [], "days": []}', encoding="utf-8")
    result = workdays(data_dir, "import", str(file), "--approve")
    assert (result.exit_code, data_dir.exists()) == (2, False)
    assert result.stderr.startswith("不能导入：2027 年的放假安排还没有公布")


def test_a_notice_saved_by_an_office_computer_is_read(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "通知.txt"
    file.write_bytes(TEXT_2026.encode("gbk"))
    assert "  每一天都与现用日历相同" in workdays(data_dir, "import", str(file)).stdout.splitlines()


def test_a_file_of_unreadable_bytes_gets_a_sentence(data_dir: Path, tmp_path: Path) -> None:
    file = tmp_path / "picture.jpg"
    file.write_bytes(b"\xff\xd8\xff\xff")
    result = workdays(data_dir, "import", str(file))
    assert result.exit_code == 2
    assert result.stderr == "不能导入：导入的文件：不是文本。\n"


def test_a_database_that_cannot_be_reached_gets_a_sentence(data_dir: Path) -> None:
    nowhere = {"HUIYIN_DATA_DIR": str(data_dir), "HUIYIN_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    result = CliRunner().invoke(app, ["add", "2026-11-23", "3"], env=nowhere)
    assert result.exit_code == 2
    assert result.stderr.startswith("连不上数据库")


def notice(directory: Path) -> str:
    file = directory / "notice.json"
    file.write_text(json.dumps(NOTICE_2027), encoding="utf-8")
    return str(file)
