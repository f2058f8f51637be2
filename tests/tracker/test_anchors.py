import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.builders import NOW, Place
from tests.journeys.mailbox import open_mailbox
from tests.story import begin
from tests.tracker.post import Post
from tracker.anchors import (
    SETTLED,
    Anchor,
    drop,
    found_in,
    keep,
    keep_daily,
    kept,
    line_of,
    mail_daily,
    standing,
    verify,
)
from tracker.check import chains
from tracker.rules.words import Action, Status
from tracker.settings import load_settings
from tracker.transports import open_doors

LATER = NOW + SETTLED
ARCHIVIST = "dangan@huiyin.localhost"


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


def mail(post: Post, folder: Path, *, after: timedelta = timedelta(), to: str = ARCHIVIST) -> bool:
    now = LATER + after
    keep_daily(post.place.db, folder, now=now)
    return mail_daily(post.place.db, post.house, folder, to, now=now)


def test_the_archivist_gets_one_letter_a_day_with_the_line_that_stands_in_the_file(post: Post, tmp_path: Path) -> None:
    begin(post.place)
    assert [mail(post, tmp_path, after=timedelta(hours=hours)) for hours in (0, 1, 24)] == [True, False, True]
    post.now = LATER + timedelta(hours=24)
    post.deliver()
    letters = post.email.sent[ARCHIVIST]
    assert [letter.subject for letter in letters] == ["【每日锚】11月23日 共 1 件", "【每日锚】11月24日 共 1 件"]
    assert all(line_of(anchor) in letter.text for anchor, letter in zip(kept(tmp_path), letters, strict=True))


def test_the_letter_holds_nobodys_name_number_or_word(post: Post, tmp_path: Path) -> None:
    story = begin(post.place)
    mail(post, tmp_path)
    text = post.notice(template="anchor").text
    assert not any(word in text for word in (story.number, "幸福小区", "电梯", "王秀英"))


def test_without_an_address_nothing_is_mailed_and_the_file_is_written(post: Post, tmp_path: Path) -> None:
    assert not mail(post, tmp_path, to="")
    assert len(kept(tmp_path)) == 1
    assert post.notices(template="anchor") == []


def test_a_saved_letter_proves_later_that_the_day_still_stands_and_that_an_event_is_gone(
    post: Post, tmp_path: Path
) -> None:
    begin(post.place).walk(Status.ACCEPTED)
    mail(post, tmp_path)
    saved = _sent_and_saved(post)
    (brought,) = found_in(saved)
    with post.place.db.reading() as session:
        assert standing(session, [brought]) == [(brought, True)]
    with post.place.db.engine.begin() as connection:
        connection.execute(text("DELETE FROM event WHERE seq = 2"))
    with post.place.db.reading() as session:
        assert standing(session, [brought]) == [(brought, False)]


def _sent_and_saved(post: Post) -> bytes:
    """Through a real mail server, as the archivist saves the letter."""
    post.now = LATER

    async def send() -> None:
        async with open_doors(load_settings(smtp_url=mailbox.url)) as doors:
            await post.one_pass(doors)

    with open_mailbox() as mailbox:
        asyncio.run(send())
        (letter,) = [one for one in mailbox.letters if one["To"] == ARCHIVIST]
        return letter.as_bytes()


HELD = Anchor("2026-11-23", 7, 2, "ab" * 32)


@pytest.mark.parametrize(
    "letter",
    [line_of(HELD), f"收到\n> {line_of(HELD)}\n谢谢", line_of(HELD).replace(", ", ",\n> "), f"{line_of(HELD)}\n\n"],
)
def test_an_anchor_is_found_in_what_people_paste(letter: str) -> None:
    assert found_in(letter.encode()) == [HELD]


NO_DAY = '{"date": "昨天", "last": 1, "cases": 1, "sha256": "ab"}'


@pytest.mark.parametrize("letter", ["", "没有锚", '{"sha256": "ab"}', NO_DAY])
def test_what_holds_no_anchor_says_so(letter: str) -> None:
    with pytest.raises(ValueError, match="锚"):
        found_in(letter.encode())
