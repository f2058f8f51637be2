"""Officers log in, slip, guess and leave."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlmodel import func, select

from tests.builders import CHEAP_HASHER, NOW, Place, house, settle
from tracker.accounts import LOGIN_HERE, LOGIN_ORIGIN, SESSION, LogIn, WrongPassword, log_in, log_out, signed_in
from tracker.db import Database
from tracker.demo import PASSWORD
from tracker.models import Knock, Officer, OfficerSession
from tracker.rules.errors import TooMany

HERE = "10.0.0.1"


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    db = Database(database_url)
    yield settle(db)
    db.close()


def enter(
    place: Place, username: str = "limin", password: str = PASSWORD, *, origin: str = HERE,
    minutes: int = 0, hasher: PasswordHasher = CHEAP_HASHER,
) -> LogIn:  # fmt: skip
    now = NOW + timedelta(minutes=minutes)
    return log_in(place.db, house(), username, password, now=now, origin=origin, hasher=hasher)


def slip(place: Place, times: int, username: str = "limin", *, origin: str = HERE, minutes: int = 0) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword):
            enter(place, username, "not it", origin=origin, minutes=minutes)


def who(place: Place, token: str, *, after: timedelta = timedelta()) -> int | None:
    with place.db.reading() as session:
        found = signed_in(session, token, now=NOW + after)
    return found.officer_id if found else None


def knocks(place: Place) -> int:
    with place.db.reading() as session:
        return session.exec(select(func.count()).select_from(Knock)).one()


def test_the_token_of_a_log_in_is_its_officers(place: Place) -> None:
    assert who(place, enter(place).token) == place.officers.li_min


def test_a_log_in_lasts_a_working_day(place: Place) -> None:
    token = enter(place).token
    assert who(place, token, after=SESSION - timedelta(seconds=1)) == place.officers.li_min
    assert who(place, token, after=SESSION) is None


def test_the_table_alone_opens_nothing(place: Place) -> None:
    log = enter(place)
    with place.db.reading() as session:
        row = session.exec(select(OfficerSession)).one()
    assert log.token not in row.model_dump_json()
    assert who(place, row.token_hash) is None


def test_every_log_in_has_a_token_and_a_form_token_of_its_own(place: Place) -> None:
    first, second = enter(place), enter(place)
    assert len({first.token, second.token, first.csrf, second.csrf}) == 4


def test_leaving_ends_this_log_in_and_no_other(place: Place) -> None:
    first, second = enter(place).token, enter(place).token
    with place.db.writing() as session:
        log_out(session, first)
    assert who(place, first) is None
    assert who(place, second) == place.officers.li_min


def test_only_the_password_itself_opens(place: Place) -> None:
    for password in ("", f"{PASSWORD} ", PASSWORD.upper(), "x" * 1000):
        with pytest.raises(WrongPassword, match="用户名或密码不正确"):
            enter(place, password=password)


def test_an_unknown_name_gets_the_same_sentence_as_a_wrong_password(place: Place) -> None:
    with pytest.raises(WrongPassword) as unknown:
        enter(place, "nobody")
    with pytest.raises(WrongPassword) as wrong:
        enter(place, password="not it")
    assert str(unknown.value) == str(wrong.value)


def test_who_has_left_the_service_neither_enters_nor_stays(place: Place) -> None:
    token = enter(place).token
    with place.db.writing() as session:
        session.get_one(Officer, place.officers.li_min).active = False
    assert who(place, token) is None
    with pytest.raises(WrongPassword):
        enter(place)


def test_five_slips_then_even_the_right_password_waits(place: Place) -> None:
    slip(place, LOGIN_HERE.tries)
    with pytest.raises(TooMany, match="请15分钟后再试"):
        enter(place)
    with pytest.raises(TooMany, match="请5分钟后再试"):
        enter(place, minutes=10)
    enter(place, minutes=15)


def test_a_guesser_elsewhere_does_not_lock_the_officer_out(place: Place) -> None:
    slip(place, LOGIN_HERE.tries, origin="10.6.6.6")
    assert who(place, enter(place).token) == place.officers.li_min


def test_one_place_cannot_try_one_password_on_everybody(place: Place) -> None:
    for n in range(LOGIN_ORIGIN.tries):
        slip(place, 1, f"officer-{n}")
    with pytest.raises(TooMany):
        enter(place)


def test_many_places_cannot_try_many_passwords_on_one_officer(place: Place) -> None:
    for n in range(30):
        slip(place, 1, origin=f"10.6.6.{n}")
    with pytest.raises(TooMany):
        enter(place, origin="10.6.7.1")


def test_a_whole_office_behind_one_address_logs_in(place: Place) -> None:
    for _ in range(LOGIN_ORIGIN.tries + 1):
        enter(place)


def test_a_success_forgives_earlier_slips(place: Place) -> None:
    slip(place, LOGIN_HERE.tries - 1)
    enter(place)
    slip(place, LOGIN_HERE.tries - 1)
    enter(place)


def test_old_knocks_and_log_ins_are_swept_away(place: Place) -> None:
    enter(place)
    slip(place, 3, "zhouqiang")
    assert knocks(place) == 9, "three at each of three gates"
    enter(place, minutes=24 * 60)
    assert knocks(place) == 0
    with place.db.reading() as session:
        assert len(session.exec(select(OfficerSession)).all()) == 1


def test_what_was_typed_as_a_name_is_not_kept(place: Place) -> None:
    slip(place, 1, "my-secret-password")
    with place.db.reading() as session:
        kept = "".join(session.exec(select(Knock.what)))
    assert "my-secret-password" not in kept
    assert HERE not in kept


def test_an_old_hash_is_renewed_at_the_next_log_in(place: Place) -> None:
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    enter(place, hasher=stronger)
    with place.db.reading() as session:
        renewed = session.get_one(Officer, place.officers.li_min).password_hash
    assert not stronger.check_needs_rehash(renewed)
    assert who(place, enter(place, hasher=stronger).token) == place.officers.li_min


def test_a_broken_hash_opens_nothing(place: Place) -> None:
    with place.db.writing() as session:
        session.get_one(Officer, place.officers.li_min).password_hash = "not a hash"
    with pytest.raises(WrongPassword):
        enter(place)
