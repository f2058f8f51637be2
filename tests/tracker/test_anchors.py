from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import NOW, Place
from tests.story import begin
from tests.tracker.post import Post
from tracker.anchors import SETTLED, Anchor, drop, keep, keep_daily, kept, verify
from tracker.check import chains
from tracker.rules.words import Action, Status

LATER = NOW + SETTLED


@pytest.fixture
def post(own_place: Place) -> Post:
    return Post(own_place)


def anchor(post: Post) -> Anchor:
    with post.place.db.reading() as session:
        return drop(session, now=LATER)


def broken(post: Post, *anchors: Anchor) -> list[str]:
    """The dates of the anchors that do not hold."""
    with post.place.db.reading() as session:
        assert list(chains(session)) == []
        return [finding.number for finding in verify(session, anchors)]


def test_what_happens_later_does_not_move_an_anchor(post: Post) -> None:
    story = begin(post.place).walk(Status.ACCEPTED)
    first = anchor(post)
    assert (first.date, first.cases) == ("2026-11-23", 1)
    story.do(post.place.officers.li_min, Action.NOTE, text="电话核实过")
    begin(post.place)
    second = anchor(post)
    assert second.cases == 2
    assert first.sha256 != second.sha256
    assert broken(post, second, first) == []


def test_a_tail_cut_off_shows_only_at_the_anchor(post: Post) -> None:
    begin(post.place).walk(Status.ACCEPTED)
    held = anchor(post)
    with post.place.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM event WHERE seq = 2"))
    assert broken(post, held) == ["2026-11-23"]


def test_a_chain_written_anew_from_its_first_event_shows_at_the_anchor(post: Post) -> None:
    begin(post.place)
    held = anchor(post)
    assert broken(post, replace(held, sha256="0" * 64)) == ["2026-11-23"]
    assert broken(post, replace(held, cases=2)) == ["2026-11-23"]


def test_an_event_of_the_last_minutes_is_not_anchored_yet(post: Post) -> None:
    begin(post.place)
    begin(post.place, now=NOW + timedelta(seconds=1))
    assert anchor(post).cases == 1


def test_the_clock_keeps_one_anchor_a_day_without_being_asked(post: Post, tmp_path: Path) -> None:
    begin(post.place)
    for hours in (0, 1, 24, 25):
        keep_daily(post.place.db, tmp_path, now=LATER + timedelta(hours=hours))
    assert [anchor.date for anchor in kept(tmp_path)] == ["2026-11-23", "2026-11-24"]
    assert broken(post, *kept(tmp_path)) == []


def test_an_empty_house_can_be_anchored(post: Post) -> None:
    held = anchor(post)
    assert (held.cases, held.last) == (0, 0)
    assert broken(post, held) == []


def test_anchors_are_kept_one_a_line(tmp_path: Path) -> None:
    first, second = Anchor("2026-11-23", 7, 2, "ab"), Anchor("2026-11-24", 9, 3, "cd")
    assert kept(tmp_path) == []
    keep(first, tmp_path)
    path = keep(second, tmp_path)
    assert kept(tmp_path) == [first, second]
    assert path.read_text("utf-8").count("\n") == 2


@pytest.mark.parametrize("line", ["{", "[]", '{"date": "2026-11-23"}', '{"other": 1}'])
def test_a_line_that_is_no_anchor_names_the_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "anchors.jsonl").write_text(line + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"anchors\.jsonl"):
        kept(tmp_path)
