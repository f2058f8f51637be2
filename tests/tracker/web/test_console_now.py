"""每一件，此刻: every open case with its holder, clock, next reminder and whether the promise is kept."""

from sqlalchemy import text

from tests.builders import register, walk
from tests.story import at
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser, words
from tracker.rules.words import Status

SILENCED = """UPDATE alarm SET state = 'void' WHERE case_id = (SELECT id FROM "case" WHERE number = :lost)"""


def test_li_min_sees_who_holds_the_lift_and_who_hears_next(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.HANDLING)
    page = Browser.of(web, web.place.officers.li_min).get("/now")
    assert number in page.text
    assert "有着落" in words(page)
    assert "办理" in words(page)
    assert "%" in words(page)


def test_a_case_whose_reminders_somebody_silenced_is_named_and_others_are_not(web: Web) -> None:
    lost, kept = register(web.place, under="lost").number, register(web.place, under="kept").number
    with web.place.db.writing() as session:
        session.execute(text(SILENCED), {"lost": lost})
    page = Browser.of(web, web.place.officers.li_min).get("/now")
    assert words(page).count("没有提醒") == 1
    assert kept in page.text
    assert words(page).count("有着落") == 1


def test_reminders_that_the_loop_forgot_stand_as_a_broken_promise(web: Web) -> None:
    register(web.place)
    web.clock.now = at(12, 3)
    assert "到点没有发出" in words(Browser.of(web, web.place.officers.li_min).get("/now"))


def test_an_outsider_sees_nothing_of_it(web: Web) -> None:
    number = register(web.place).number
    walk(web.place, number, Status.HANDLING)
    assert number not in Browser.of(web, web.place.officers.sun_li).get("/now").text
