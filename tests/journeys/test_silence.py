"""The road of silence, walked by real processes: reminder, card, the head's e-mail, exactly once each."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import random
from time import sleep

import pytest
from sqlmodel import col, func, select

from tests.builders import Place, filing, settle
from tests.journeys.mailbox import Mailbox, open_mailbox
from tests.journeys.processes import PATIENCE, Installation, Process, installed, travelling, wait_until
from tests.story import Story, at, begin
from tracker.cases.filing import PREFIX
from tracker.db import Database
from tracker.demo.load import MAIL_HOST
from tracker.models import Alarm, Card, Notice, Officer
from tracker.rules.words import Action, Kind

pytestmark = pytest.mark.timeout(300)

ARCHIVIST = "dangan@huiyin.localhost"
ZHOU_QIANG, CHEN_ZHIYUAN = "zhouqiang", "chenzhiyuan"


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    db = Database(database_url)
    yield settle(db)
    db.close()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def huiyin(place: Place, mailbox: Mailbox, tmp_path: Path) -> Iterator[Installation]:
    often = {"sweep_seconds": "0.2", "outbox_seconds": "0.2"}
    with installed(place.db.url, tmp_path, smtp_url=mailbox.url, **often) as installation:
        yield installation


def test_nobody_answers_wang_xiuying(place: Place, mailbox: Mailbox, huiyin: Installation) -> None:
    story = _signed_and_forgotten(place)
    _twice_at_once(huiyin, "sweep", at(12, 4, 9))
    _twice_at_once(huiyin, "deliver", at(12, 4, 9))
    reminder = f"{story.number} 办理剩余时间不多"
    assert mailbox.to(ZHOU_QIANG) == {f"【待签收】{story.number} 投诉": 1, f"【蓝牌提醒】{reminder}": 1}
    assert mailbox.to(CHEN_ZHIYUAN) == {}

    huiyin.run("sweep", *travelling(at(12, 10, 9)))
    huiyin.run("deliver", *travelling(at(12, 10, 9)))
    assert mailbox.to(CHEN_ZHIYUAN) == {f"【黄牌提醒】{reminder}": 1}
    assert _cards(place) == []

    _one_of_two_is_killed(huiyin, "sweep", at(12, 16, 0))
    huiyin.run("sweep", *travelling(at(12, 16, 0)))
    _twice_at_once(huiyin, "deliver", at(12, 16, 0))
    assert [(card.colour, card.body_id, card.at) for card in _cards(place)] == [
        ("red", place.bodies.housing, at(12, 16, 0))
    ]
    assert mailbox.to(CHEN_ZHIYUAN) == {
        f"【黄牌提醒】{reminder}": 1,
        f"【逾期】{story.number} 办理已超时": 1,
        "【问责】区住房和城乡建设局 督办单，待陈述申辩": 1,
    }
    assert any("责任单位：区住房和城乡建设局。已登记红牌一张。" in letter.get_content() for letter in mailbox.letters)
    assert _taken(mailbox) == _written(place)
    assert story.chain_breaks() == []


def test_two_clocks_share_the_work_and_one_goes_on_alone(
    place: Place, mailbox: Mailbox, huiyin: Installation
) -> None:
    """By the real clock: cases that were forgotten a month ago, so that everything is due at once."""
    doomed, other = huiyin.start("clock"), huiyin.start("clock")
    _forgotten_a_month_ago(place)
    wait_until(lambda: _all_is_told(place, mailbox))
    doomed.kill()
    _forgotten_a_month_ago(place)
    wait_until(lambda: _all_is_told(place, mailbox))
    assert other.stop() == 0
    assert _taken(mailbox) == _written(place)
    assert len(_cards(place)) == 2


def test_the_archivist_gets_one_letter_from_two_clocks_and_the_watch_is_content(
    place: Place, mailbox: Mailbox, tmp_path: Path
) -> None:
    settings = {"smtp_url": mailbox.url, "outbox_seconds": "0.2", "anchor_mail": ARCHIVIST}
    with installed(place.db.url, tmp_path, **settings) as huiyin:
        assert "时限扫描已经停了：请看 huiyin clock" in _says(huiyin.start("watch", "--once"), 1)
        clocks = [huiyin.start("clock") for _ in range(2)]
        wait_until(lambda: any(letter["To"] == ARCHIVIST for letter in mailbox.letters))
        wait_until(lambda: huiyin.start("watch", "--once").popen.wait(PATIENCE) == 0, every=1)
        assert [clock.stop() for clock in clocks] == [0, 0]
        (letter,) = [one for one in mailbox.letters if one["To"] == ARCHIVIST]
        saved = tmp_path / "letter.eml"
        saved.write_bytes(letter.as_bytes())
        assert "当天的记录都在，没有改动" in huiyin.run("ledger", "verify", "--anchor", str(saved))


def _says(process: Process, code: int) -> str:
    assert process.popen.wait(PATIENCE) == code
    return process.log.read_text("utf-8")


def _signed_and_forgotten(place: Place) -> Story:
    """Registered on Monday 23 November, with the housing bureau since Tuesday: due on 15 December."""
    story = begin(place, filing(kind=Kind.COMPLAINT), now=at(11, 23, 9, 30))
    story.now = at(11, 24, 10)
    story.do(place.officers.li_min, Action.ACCEPT)
    story.dispatch(place.bodies.housing)
    story.do(place.officers.zhou_qiang, Action.SIGN)
    return story


def _twice_at_once(huiyin: Installation, command: str, moment: datetime) -> None:
    for process in [huiyin.start(command, *travelling(moment)) for _ in range(2)]:
        process.ends_well()


def _one_of_two_is_killed(huiyin: Installation, command: str, moment: datetime) -> None:
    """Both begin together; one dies at whatever it is doing."""
    doomed, other = (huiyin.start(command, *travelling(moment)) for _ in range(2))
    sleep(random())
    doomed.kill()
    other.ends_well()


def _forgotten_a_month_ago(place: Place) -> None:
    begin(place, now=datetime.now(UTC) - timedelta(days=30))


def _written(place: Place) -> Counter[tuple[str, str]]:
    """How often each officer ought to get each letter about a case: once a notice."""
    letters = select(Officer.username, Notice.subject).join(Notice, col(Notice.officer_id) == Officer.id)
    with place.db.reading() as session:
        rows = session.exec(letters.where(col(Notice.case_id).is_not(None)))
        return Counter((f"{username}@{MAIL_HOST}", subject) for username, subject in rows)


def _taken(mailbox: Mailbox) -> Counter[tuple[str, str]]:
    """The letters about cases; the watch writes about the machine, and whenever it likes."""
    return Counter({letter: times for letter, times in mailbox.taken().items() if PREFIX in letter[1]})


def _all_is_told(place: Place, mailbox: Mailbox) -> bool:
    with place.db.reading() as session:
        due = select(func.count()).where(Alarm.state == "planned")
        on_the_way = select(func.count()).where(col(Notice.state).in_(("queued", "sending")))
        if session.exec(due).one() or session.exec(on_the_way).one():
            return False
    return _taken(mailbox) == _written(place)


def _cards(place: Place) -> list[Card]:
    with place.db.reading() as session:
        return list(session.exec(select(Card)))
