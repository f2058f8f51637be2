"""罗志明 adopts what was learned and thinks better of it: versions appear whole, nothing is deleted."""

import subprocess
import sys
from pathlib import Path

import pytest

from nlp import versions
from nlp.lexicon import LexiconError
from nlp.overlay import Overlay
from tests.nlp.test_overlay import LEARNED

OTHER = Overlay({"kind": {"电梯": {"help": 1.0}}})
MORE = """
import sys
from pathlib import Path
from nlp import versions
from nlp.overlay import Overlay
for _ in range(5):
    versions.add(Path(sys.argv[1]), Overlay(), date="2026-11-26", corrections=1, by="吴刚")
"""


def adopt(folder: Path, learned: Overlay = LEARNED) -> str:
    return versions.add(folder, learned, date="2026-11-26", corrections=4, by="罗志明").name


def test_before_the_first_version_the_shipped_lexicon_is_in_force(tmp_path: Path) -> None:
    assert versions.active(tmp_path / "none yet") == versions.NONE
    assert not versions.current(tmp_path / "none yet")


def test_a_new_version_is_in_force_at_once_and_says_who_adopted_it(tmp_path: Path) -> None:
    name = adopt(tmp_path)
    assert versions.current(tmp_path).fields["conduct"] == LEARNED.fields["conduct"]
    assert versions.versions(tmp_path) == [versions.Version(name, "2026-11-26", 4, "罗志明", versions.NONE)]


def test_back_leads_through_what_was_in_force_before_to_the_shipped_lexicon(tmp_path: Path) -> None:
    first, second = adopt(tmp_path), adopt(tmp_path, OTHER)
    assert versions.back(tmp_path) == (second, first)
    assert versions.back(tmp_path) == (first, versions.NONE)
    with pytest.raises(LexiconError, match="没有可以退回的版本"):
        versions.back(tmp_path)
    assert [one.name for one in versions.versions(tmp_path)] == [first, second]


def test_after_going_back_the_next_version_gets_a_new_number(tmp_path: Path) -> None:
    first = adopt(tmp_path)
    adopt(tmp_path, OTHER)
    versions.back(tmp_path)
    third = adopt(tmp_path, OTHER)
    assert (third, versions.about(tmp_path, third).before) == ("0003", first)


def test_a_name_of_several_lines_does_not_break_the_table(tmp_path: Path) -> None:
    name = versions.add(tmp_path, LEARNED, date="2026-11-26", corrections=1, by="罗志明\nnone\t3\t电梯").name
    assert versions.about(tmp_path, name).by == "罗志明 none 3 电梯"
    assert versions.current(tmp_path).fields["conduct"] == LEARNED.fields["conduct"]


def test_a_pointer_to_a_version_that_is_not_there_is_refused_with_its_line(tmp_path: Path) -> None:
    adopt(tmp_path)
    (tmp_path / "active").write_text("../../etc\n", "utf-8")
    with pytest.raises(LexiconError, match="active:1：没有"):
        versions.current(tmp_path)


def test_a_version_half_written_is_none(tmp_path: Path) -> None:
    (tmp_path / ".draft-0001").mkdir()
    assert versions.versions(tmp_path) == []
    assert adopt(tmp_path) == "0001"


def test_two_processes_that_write_at_once_lose_no_version(tmp_path: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", MORE, str(tmp_path)]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    assert [one.name for one in versions.versions(tmp_path)] == [f"{n:04d}" for n in range(1, 11)]
    assert versions.active(tmp_path) == "0010"
