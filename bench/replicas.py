"""``python -m bench.replicas [--alarms N]``: three clocks on one PostgreSQL, two of them killed while alarms are due.

Ends with 1 where an effect is missing or there twice. By hand: 20,000 alarms take minutes.
"""

import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlmodel import Session, col, func, select

from bench.engines import both_engines
from bench.patterns import settle_district
from tests.builders import SECRET
from tests.journeys.processes import Installation, installed
from tracker.cases.filing import file_case
from tracker.cases.recording import link_of
from tracker.contract import FileCase
from tracker.db import Database
from tracker.house import House
from tracker.models import Alarm, Card, Case, Event, Notice
from tracker.policy.calendar import load_calendar
from tracker.policy.load import load_policy
from tracker.rules.ledger import breaks
from tracker.rules.words import Action, Channel, Kind
from tracker.sealing import Seals

EACH = 5
"""Alarms of a case that nobody accepts."""
LONG_AGO = timedelta(days=60)
PATIENCE = 3600.0


def main() -> int:
    parser = ArgumentParser(prog="python -m bench.replicas", description="Every effect once, though clocks are killed.")
    parser.add_argument("--alarms", type=int, default=20_000, help="how many are due at once (a multiple of 5)")
    alarms = parser.parse_args().alarms // EACH * EACH
    with both_engines() as (_, postgres), closing(Database(postgres.new())) as db:
        _file(db, alarms // EACH)
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="huiyin-bench-") as folder:
            quick = {"sweep_seconds": "0.1", "outbox_seconds": "3600"}
            with installed(db.url, Path(folder), **quick) as huiyin:
                _run(db, huiyin, alarms)
        print(f"{alarms:,} alarms in {time.monotonic() - begun:.0f} s, two of three clocks killed", flush=True)
        faults = list(_faults(db, alarms))
    print("\n".join(faults) or "every effect exactly once, notices unique, every chain holds")
    return 1 if faults else 0


def _file(db: Database, cases: int) -> None:
    house = House(load_policy(), load_calendar(), Seals(SECRET))
    filed = datetime.now(UTC) - LONG_AGO
    settle_district(db, house, now=filed)
    for n in range(cases):
        what = FileCase(channel=Channel.WEB, sender=f"bench-{n}", text=f"幸福路{n}号的路灯坏了。", kind=Kind.HELP)
        with db.writing() as session:
            file_case(session, house, what, key=f"bench-{n}", now=filed)


def _run(db: Database, huiyin: Installation, alarms: int) -> None:
    """Two die at moments of their own; the third finishes alone."""
    clocks = [huiyin.start("clock") for _ in range(3)]
    moments = sorted(random.randrange(alarms // 20, alarms * 3 // 5) for _ in range(2))
    for doomed, moment in zip(clocks, moments, strict=False):
        _wait(db, moment)
        doomed.kill()
        print(f"killed at {_fired(db):,}", flush=True)
    _wait(db, alarms)
    clocks[2].stop()


def _wait(db: Database, fired: int) -> None:
    end = time.monotonic() + PATIENCE
    while _fired(db) < fired:
        if time.monotonic() > end:
            raise TimeoutError(f"only {_fired(db)} of {fired} alarms went off")
        time.sleep(0.05)


def _fired(db: Database) -> int:
    with db.reading() as session:
        return session.exec(select(func.count()).where(Alarm.state == "fired")).one()


def _faults(db: Database, alarms: int) -> Iterator[str]:
    with db.reading() as session:
        rung = session.exec(select(Event).where(Event.action == Action.ESCALATE.value)).all()
        first = [event for event in rung if "repeat" not in event.details]
        once = len({event.details["alarm"] for event in first})
        if (len(first), once) != (alarms, alarms):
            yield f"{alarms} alarms, {len(first)} events of {once}"
        told = sum(len(event.details["told"]) for event in rung)
        keys = session.exec(select(Notice.key).where(col(Notice.key).startswith("alarm:"))).all()
        to_officers = [key for key in keys if ":officer:" in key]
        if (len(to_officers), len(set(keys))) != (told, len(keys)):
            yield f"{told} told, {len(to_officers)} notices, {len(set(keys))} keys of {len(keys)}"
        cards = session.exec(select(Card.clock_id, Card.level)).all()
        if (len(cards), len(set(cards))) != (alarms // EACH, alarms // EACH):
            yield f"{len(cards)} cards instead of {alarms // EACH}"
        yield from _broken(session)


def _broken(session: Session) -> Iterator[str]:
    found = session.exec(select(Case.number, Event).join(Event).order_by(Case.number, col(Event.seq))).all()
    links = ((link_of(event, number), event.hash) for number, event in found)
    for _, chain in groupby(links, key=lambda pair: pair[0].number):
        yield from breaks(chain)


if __name__ == "__main__":
    sys.exit(main())
