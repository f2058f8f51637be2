"""李敏 corrects six cases; 罗志明 runs the whole command over the database, and the next citizen is understood."""

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import huiyin
from nlp import versions
from tests.builders import Place, filing, settle
from tests.story import begin
from tracker.db import Database
from tracker.rules.words import Action
from tracker.settings import SettingsError

BODIES = ("水务站和社区", "物业和镇上", "房管和社区", "镇上和执法队", "交通局和村里", "市政和物业")
NEXT = "残疾证换证，街道和残联耍太极拳"


@pytest.fixture
def place(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    for name, value in {"DATABASE_URL": sqlite_url, "DATA_DIR": str(tmp_path)}.items():
        monkeypatch.setenv(f"HUIYIN_{name}", value)
    return settle(Database(sqlite_url))


def run(*words: str) -> Result:
    result = CliRunner().invoke(huiyin.app, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_what_six_corrections_teach_is_adopted_used_and_taken_back(place: Place, tmp_path: Path) -> None:
    for number, bodies in enumerate(BODIES):
        story = begin(place, filing(text=f"{bodies}耍太极拳", sender=f"web-citizen-{number}"))
        story.do(place.officers.li_min, Action.CORRECT, conduct="buck_passing", reason="两边推")
    assert "未发现效能问题" in run("understand", NEXT).output
    assert "更正过的诉求件 6 件：效能问题 6 项。" in run("learn", "--write", "--by", "罗志明").output
    assert [one.by for one in versions.versions(tmp_path / "lexicon")] == ["罗志明"]
    assert "推诿扯皮 84%（因为：街道、太极拳）" in run("understand", NEXT, "--data-dir", str(copy(tmp_path))).output
    run("learn", "--back")
    assert versions.active(tmp_path / "lexicon") == versions.NONE


def copy(data_dir: Path) -> Path:
    """The same folder under another name: what is asked there is read anew, without waiting for the next look."""
    other = data_dir / "as-elsewhere"
    other.mkdir()
    (other / "lexicon").symlink_to(data_dir / "lexicon")
    return other


def test_before_the_database_is_there_he_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path))
    with pytest.raises(SettingsError, match="请先运行 huiyin migrate"):
        run("learn")
