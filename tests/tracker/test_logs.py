"""What the log may say about an error: its type and place, never its words."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tracker.db import Database
from tracker.logs import set_up_logs

WORDS = "我叫王秀英，电话13800138000"


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_an_error_is_logged_by_type_and_place_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    try:
        raise ValueError(WORDS)
    except ValueError:
        logging.getLogger("somebody.else").exception("it broke")
    line = json.loads(capsys.readouterr().err)
    assert line["error"] == "ValueError"
    assert line["at"]
    assert "王秀英" not in json.dumps(line, ensure_ascii=False)


def test_a_line_of_our_own_is_json_with_chinese_left_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs()
    structlog.get_logger("tracker.sweep").error("sweep_failed", step="办理")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["step"], line["level"]) == ("sweep_failed", "办理", "error")


def test_an_error_of_the_database_does_not_repeat_what_was_written(sqlite_url: str) -> None:
    db = Database(sqlite_url)
    beat = text("INSERT INTO heartbeat (name, at, details) VALUES (:name, '2026-11-23', '{}')")
    with db.writing() as session:
        session.connection().execute(beat, {"name": WORDS})
        with pytest.raises(IntegrityError) as refused:
            session.connection().execute(beat, {"name": WORDS})
    assert "王秀英" not in str(refused.value)
    db.close()
