"""归档 and 保存期限: 王秀英's case is filed after the review window, and years later her words go, the record stays."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from tests.builders import Place, filing, house
from tests.story import Story, at, begin
from tests.tracker.cases.test_accounting import admonish
from tests.tracker.test_evidence import PDF
from tracker import evidence
from tracker.anchors import Anchor, drop, verify
from tracker.cases.recording import link_of
from tracker.cases.retaining import erase, hold
from tracker.check import records
from tracker.models import (
    AccountabilityCase,
    Answer,
    ArchiveEntry,
    Complainant,
    Contact,
    Event,
    Evidence,
    Notice,
    RatingGiven,
    Row,
    Tombstone,
)
from tracker.models.views import key
from tracker.queries.progress import progress
from tracker.retain import Outcome, erase_due, preview
from tracker.rules.errors import IllegalStep, Incomplete, NotAllowed, NotFound
from tracker.rules.ledger import seal
from tracker.rules.retention import ERASED, Part, remains_of
from tracker.rules.words import Action, Score, Status
from tracker.sweep import file_away

AFTER_REVIEW = at(12, 24, 9)
CONTACTS_GO = at(11, 24, 9, year=2029)
WORDS_GO = at(11, 24, 9, year=2036)
WORDS = ("电梯", "幸福小区", "三单元也坏了", "修好了谢谢", "王秀英", "13800001234", "约谈物业", "老人上不了楼")


@pytest.fixture
def closed(own_place: Place) -> Story:
    """Closed on 23 November 2026, with a name, an addition, an answer and a rating."""
    what = filing(
        name="王秀英", phone="13800001234", text="我是王秀英，富乐路幸福小区电梯坏了，老人上不了楼，电话13800001234。"
    )
    story = begin(own_place, what).walk(Status.HANDLING)
    story.add("三单元也坏了")
    o = own_place.officers
    story.do(
        o.zhou_qiang, Action.ANSWER, facts="经查，幸福小区电梯自11月3日起停运，物业未按期维修。",
        done="我单位已约谈物业，电梯已修复并通过检验，已电话告知王秀英。", basis="《特种设备安全法》第三十六条",
        overrule="同一部电梯",
    )  # fmt: skip
    story.do(o.li_min, Action.APPROVE)
    story.do(o.li_min, Action.DELIVER, reason="已电话告知王秀英本人")
    story.rate(Score.SATISFIED, comment="修好了谢谢")
    return story


def file(story: Story, now: datetime = AFTER_REVIEW) -> int:
    return file_away(story.place.db, house(), now=now)


def go(story: Story, part: Part, now: datetime, officer: int = 0) -> None:
    with story.place.db.writing() as session:
        who = officer or story.place.officers.zhao_guodong
        erase(session, house(), story.number, part, officer_id=who, now=now)


def run(place: Place, now: datetime, folder: Path) -> list[Outcome]:
    return erase_due(place.db, house(), folder, officer_id=place.officers.zhao_guodong, now=now)


def broken(place: Place, *anchors: Anchor) -> list[str]:
    with place.db.reading() as session:
        return [f.sentence for f in (*records(session), *verify(session, anchors))]


def damage(place: Place, statement: str, **values: Any) -> None:
    with place.db.engine.begin() as connection:
        assert connection.execute(text(statement), values).rowcount > 0


def rows(place: Place, table: type[Any]) -> list[Any]:
    with place.db.reading() as session:
        return list(session.exec(select(table)))


def kept_words(place: Place) -> str:
    """Everything the database still says, whoever wrote it."""
    with place.db.engine.connect() as connection:
        return "".join(str(connection.execute(table.select()).all()) for table in Row.metadata.sorted_tables)


# 归档


def test_a_closed_case_is_filed_when_the_thirty_days_of_review_are_over_and_not_before(closed: Story) -> None:
    assert file(closed, at(12, 23, 23)) == 0
    assert file(closed) == 1
    assert file(closed) == 0
    (entry,) = rows(closed.place, ArchiveEntry)
    *_, last, filed = closed.events()
    assert (entry.number, entry.body, entry.status) == (closed.number, "区住房和城乡建设局", "closed")
    assert (entry.ended_on, entry.archived_on) == (date(2026, 11, 23), date(2026, 12, 24))
    assert (entry.events, entry.last_hash) == (last.seq, last.hash)
    assert (entry.contacts_until, entry.words_until) == (date(2029, 11, 23), date(2036, 11, 23))
    assert (filed.action, filed.actor, filed.details["index"]) == (Action.ARCHIVE, "system", entry.sha256)
    assert broken(closed.place) == []


def test_an_open_case_is_never_filed(own_place: Place) -> None:
    story = begin(own_place).walk(Status.HANDLING)
    assert file(story, WORDS_GO) == 0


def test_the_complainant_is_not_bothered_by_the_filing(closed: Story) -> None:
    file(closed)
    with closed.place.db.reading() as session:
        assert not any("归档" in step for step in progress(session, house(), closed.case(), now=closed.now).steps)


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE archive_entry SET body = '区水务局'", "归档目录里的这一行被改动或删除过"),
        ("UPDATE archive_entry SET words_until = '2026-01-01'", "归档目录里的这一行被改动或删除过"),
        ("DELETE FROM archive_entry", "归档目录里的这一行被改动或删除过"),
        ("UPDATE answer SET facts = ''", "归档以后，原话、答复、评价或材料被改动或删除过"),
        ("DELETE FROM rating", "归档以后，原话、答复、评价或材料被改动或删除过"),
        ("DELETE FROM contact", "归档以后，原话、答复、评价或材料被改动或删除过"),
        ("UPDATE \"case\" SET place = NULL", "归档以后，原话、答复、评价或材料被改动或删除过"),
        ("UPDATE event SET reason = '' WHERE action = 'add'", "第5条办理记录：写入后被改动过"),
    ],
)
def test_whatever_somebody_edits_or_deletes_of_a_filed_case_shows(closed: Story, statement: str, says: str) -> None:
    file(closed)
    assert broken(closed.place) == []
    damage(closed.place, statement)
    assert broken(closed.place) == [says]


def test_the_complaint_itself_cannot_be_edited_unseen_before_it_is_filed_either(closed: Story) -> None:
    damage(closed.place, "UPDATE \"case\" SET text = '电梯没有坏'")
    assert broken(closed.place) == ["投诉人的原话被改动或删除过"]


# 清除


def test_after_three_years_the_contact_goes_and_the_words_stay(closed: Story, tmp_path: Path) -> None:
    file(closed)
    assert run(closed.place, at(11, 23, 9, year=2029), tmp_path) == []
    (outcome,) = run(closed.place, CONTACTS_GO, tmp_path)
    assert (outcome.due.number, outcome.due.part, outcome.why) == (closed.number, Part.CONTACTS, "")
    assert rows(closed.place, Contact) == []
    (person,) = rows(closed.place, Complainant)
    assert (person.sender_sealed, person.sender_hash) == ("", f"erased:{person.id}")
    assert "电梯" in closed.case().text
    assert broken(closed.place) == []


def test_whoever_has_a_younger_case_can_still_be_found(closed: Story, tmp_path: Path) -> None:
    begin(closed.place, filing(sender=closed.filed.sender, text="楼道灯也坏了"), now=CONTACTS_GO - timedelta(days=3))
    file(closed)
    run(closed.place, CONTACTS_GO, tmp_path)
    assert rows(closed.place, Contact) == []
    (person,) = rows(closed.place, Complainant)
    assert person.sender_sealed != ""


def test_after_ten_years_nobodys_words_are_left_and_the_record_and_the_anchor_still_stand(
    closed: Story, tmp_path: Path
) -> None:
    file(closed)
    with closed.place.db.reading() as session:
        anchor = drop(session, now=AFTER_REVIEW + timedelta(hours=1))
    before = [event.hash for event in closed.events()]
    assert [word for word in WORDS if word not in kept_words(closed.place)] == []
    outcomes = run(closed.place, WORDS_GO, tmp_path)
    assert [(o.due.part, o.why) for o in outcomes] == [(Part.CONTACTS, ""), (Part.WORDS, "")]
    assert [word for word in WORDS if word in kept_words(closed.place)] == []
    assert [event.hash for event in closed.events()][: len(before)] == before
    assert broken(closed.place, anchor) == []
    assert run(closed.place, WORDS_GO, tmp_path) == []


def test_what_is_left_says_what_happened_when_and_by_whom_it_was_erased(closed: Story, tmp_path: Path) -> None:
    file(closed)
    run(closed.place, WORDS_GO, tmp_path)
    events = closed.events()
    assert [e.action for e in events[:3]] == ["register", "accept", "dispatch"]
    added = next(event for event in events if event.action == Action.ADD)
    assert (added.reason, added.details["from"]) == (ERASED, "handling")
    assert (events[-1].action, events[-1].actor) == ("erase", f"officer:{closed.place.officers.zhao_guodong}")
    page = closed.page(closed.place.officers.li_min)
    assert (page.text, page.ended_reason, page.answers[0].facts) == (ERASED, ERASED, ERASED)
    with closed.place.db.reading() as session:
        assert ERASED in (progress(session, house(), closed.case(), now=closed.now).answer or "")


def test_the_files_go_with_the_last_case_that_needs_them(own_place: Place, tmp_path: Path) -> None:
    first, second = (evidence.keep(own_place.db, tmp_path, PDF, now=at(11, 23)) for _ in range(2))
    old = begin(own_place, filing(evidence=[first.id])).walk(Status.CLOSED)
    young = begin(own_place, filing(sender="web-liu-jianjun", evidence=[second.id]), now=at(11, 25))
    young.walk(Status.CLOSED)
    (path,) = [one for one in (tmp_path / "evidence").rglob("*") if one.is_file()]
    assert file(old, at(1, 4, year=2027)) == 2
    run(own_place, WORDS_GO, tmp_path)
    assert path.exists()
    assert [row.id for row in rows(own_place, Evidence)] == [second.id]
    run(own_place, WORDS_GO + timedelta(days=2), tmp_path)
    assert not path.exists()
    assert old.events()[-1].details["files"] == [{"sha256": path.name, "kind": "pdf", "size": len(PDF)}]
    assert broken(own_place) == []


# 谁也不能借清除之名


def erased(story: Story, folder: Path) -> Place:
    file(story)
    run(story.place, WORDS_GO, folder)
    assert broken(story.place) == []
    return story.place


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE event SET reason = '另一句话' WHERE action = 'add'", "第5条办理记录：写入后被改动过"),
        ("UPDATE event SET hash = 'abc' WHERE action = 'add'", "第5条办理记录：写入后被改动过"),
        ("DELETE FROM tombstone WHERE seq = 5", "第5条办理记录：写入后被改动过"),
        ("UPDATE tombstone SET remains = 'abc' WHERE seq = 5", "清除的存证和当时记下的对不上"),
        ("UPDATE tombstone SET by_seq = 2 WHERE seq = 5", "有清除的存证，却没有第2条清除记录"),
        ("UPDATE \"case\" SET text = '编的话'", "归档以后，原话、答复、评价或材料被改动或删除过"),
        ("DELETE FROM event WHERE action = 'erase'", "清除记录"),
    ],
)
def test_a_tombstone_or_what_it_covers_cannot_be_changed(
    closed: Story, tmp_path: Path, statement: str, says: str
) -> None:
    place = erased(closed, tmp_path)
    damage(place, statement)
    assert any(says in sentence for sentence in broken(place))


def test_a_text_deleted_with_a_tombstone_of_ones_own_shows(closed: Story) -> None:
    """Somebody at the database wipes one event and sets a stone, but no event of the chain vouches for it."""
    file(closed)
    added = next(event for event in closed.events() if event.action == Action.ADD)
    _bury_by_hand(closed, added, by=added.seq + 1)
    assert broken(closed.place) == [f"有清除的存证，却没有第{added.seq + 1}条清除记录"]


def _bury_by_hand(story: Story, event: Event, *, by: int) -> None:
    left = remains_of(link_of(event, story.number))
    with story.place.db.writing() as session:
        held = session.get_one(Event, event.id)
        held.reason, held.details = left.reason, dict(left.details)
        session.add(Tombstone(case_id=event.case_id, seq=event.seq, hash=event.hash, remains=seal(left), by_seq=by))


def test_a_tampered_record_is_not_wiped_away(closed: Story, tmp_path: Path) -> None:
    file(closed)
    damage(closed.place, "UPDATE event SET reason = '改过' WHERE action = 'add'")
    assert ["办理记录被改动过" in outcome.why for outcome in run(closed.place, WORDS_GO, tmp_path)] == [True, True]
    assert len(rows(closed.place, Contact)) == 1


def test_an_answer_tampered_with_after_filing_stops_the_erasing_too(closed: Story) -> None:
    file(closed)
    damage(closed.place, "UPDATE answer SET done = '都办好了'")
    with pytest.raises(IllegalStep, match="被改动过"):
        go(closed, Part.WORDS, WORDS_GO)


# 不该清除的


def test_nothing_goes_before_its_time_or_before_it_is_filed(closed: Story) -> None:
    with pytest.raises(IllegalStep, match="还没有归档"):
        go(closed, Part.CONTACTS, WORDS_GO)
    file(closed)
    with pytest.raises(IllegalStep, match="2036-11-23"):
        go(closed, Part.WORDS, CONTACTS_GO)


def test_an_erasing_event_dated_before_its_time_shows(closed: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    file(closed)
    monkeypatch.setattr("tracker.cases.retaining.kept_no_longer", lambda *_: True)
    go(closed, Part.WORDS, CONTACTS_GO)
    assert any("没有到保存期限就清除了" in sentence for sentence in broken(closed.place))


def test_only_who_directs_the_case_erases_it(closed: Story) -> None:
    file(closed)
    o = closed.place.officers
    with pytest.raises(NotAllowed, match="主任"):
        go(closed, Part.CONTACTS, CONTACTS_GO, o.li_min)
    with pytest.raises(NotFound):
        go(closed, Part.CONTACTS, CONTACTS_GO, o.sun_li)


def test_what_a_court_wants_kept_stays_until_the_hold_is_lifted(closed: Story, tmp_path: Path) -> None:
    file(closed)
    director, db = closed.place.officers.zhao_guodong, closed.place.db
    with db.writing() as session, pytest.raises(Incomplete):
        hold(session, closed.number, officer_id=director, reason=" ", now=CONTACTS_GO)
    with db.writing() as session:
        hold(session, closed.number, officer_id=director, reason="行政诉讼正在进行", now=CONTACTS_GO)
    with db.reading() as session:
        seen = [outcome.why for outcome in preview(session, house(), now=WORDS_GO)]
    assert seen == ["已决定保留：行政诉讼正在进行"] * 2
    assert all("已决定保留" in outcome.why for outcome in run(closed.place, WORDS_GO, tmp_path))
    assert "电梯" in closed.case().text
    with db.writing() as session:
        hold(session, closed.number, officer_id=director, reason="判决已生效", lift=True, now=WORDS_GO)
    assert [outcome.why for outcome in run(closed.place, WORDS_GO, tmp_path)] == ["", ""]
    assert broken(closed.place) == []


def test_what_an_unsettled_accountability_case_rests_on_stays(closed: Story, tmp_path: Path) -> None:
    file(closed)
    row = admonish(closed.place, 12, 15)
    with closed.place.db.writing() as session:
        about = session.get_one(AccountabilityCase, row)
        about.evidence = {"cards": [{"case": closed.case().id}]}
        about.stage = "reviewing"
    assert ["问责还没有了结" in outcome.why for outcome in run(closed.place, WORDS_GO, tmp_path)] == [True, True]
    with closed.place.db.writing() as session:
        session.get_one(AccountabilityCase, row).stage = "upheld"
    assert [outcome.why for outcome in run(closed.place, WORDS_GO, tmp_path)] == ["", ""]


def test_notices_and_answers_of_other_cases_are_left_alone(closed: Story, tmp_path: Path) -> None:
    other = begin(closed.place, filing(sender="web-liu-jianjun"), now=at(11, 25)).walk(Status.CLOSED)
    file(closed, at(1, 4, year=2027))
    run(closed.place, WORDS_GO, tmp_path)
    with closed.place.db.reading() as session:
        mine = select(Notice.text).where(Notice.case_id == key(other.case().id), col(Notice.template) == "answered")
        assert "电梯" in session.exec(mine).one()
        assert "电梯" in session.exec(select(Answer.facts).where(Answer.case_id == key(other.case().id))).one()
        assert session.exec(select(RatingGiven.comment)).all() == [""]


def test_what_was_asked_again_and_what_was_said_to_it_go_too(closed: Story, tmp_path: Path) -> None:
    closed.ask_recheck(text="答复说修好了，其实桂花梯又停了")
    closed.do(closed.place.officers.zhao_guodong, Action.UPHOLD, reason="桂花梯已经核实，运行正常")
    assert file(closed) == 1
    assert "桂花梯" in kept_words(closed.place)
    run(closed.place, WORDS_GO, tmp_path)
    assert "桂花梯" not in kept_words(closed.place)
    assert broken(closed.place) == []
