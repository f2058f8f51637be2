"""Every page, every call, every download and every search, as somebody of the accused body: no trace of the case.

The doors are found by asking the application, so a new one is tried without being named here. A door that takes a
number must answer for the case exactly as for a number that nobody was ever given.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlmodel import col, select

from tests.builders import NOW, Place, complaint, house, settle, version_of
from tests.story import Story, begin
from tests.tracker.web.clients import Web
from tests.tracker.web.console import Browser
from tests.tracker.web.routes import Route, routes
from tracker.db import Database
from tracker.models import Evidence, Notice
from tracker.models.views import key
from tracker.rules.words import Action, Conduct, Level
from tracker.sweep import sweep

TEXT = "在房管窗口把产权材料交了三回，次次都推给隔壁，说话还难听"
NOWHERE = "YX20991231-0001"
FORBIDDEN = ("产权材料", "王秀英", "13812345678", "推诿扯皮", "涉及钱款")

ABOUT: dict[str, dict[str, Any]] = {
    "conduct": {"conduct": Conduct.BUCK_PASSING},
    "head": {"conduct": Conduct.BUCK_PASSING, "target_is_leader": True},
    "money": {"conduct": Conduct.BUCK_PASSING, "money": True},
}


@pytest.fixture
def place(sqlite_url: str) -> Iterator[Place]:
    """One engine is enough: what is asked here is which doors there are."""
    db = Database(sqlite_url)
    yield settle(db)
    db.close()


def against_the_bureau(place: Place, about: str) -> Story:
    """With a file, a card, a notice that no door took, everything late: all that could leave a trace is there."""
    words = ABOUT[about]
    begin(place)  # the public front page shows the first number of this day in its example
    with place.db.writing() as session:
        session.add(Evidence(id="e" * 32, sha256="0" * 64, kind="pdf", size=9, kept_at=NOW))
    story = begin(
        place,
        complaint(
            text=TEXT, target_person="周强", level=Level.CONFIDENTIAL, name="王秀英", phone="13812345678",
            evidence=["e" * 32], **words,
        ),
    )  # fmt: skip
    screener = place.officers.li_min if story.seen_by(place.officers.li_min) else place.officers.zhao_guodong
    story.do(screener, Action.ACCEPT)
    if about == "conduct":
        story.do(screener, Action.INQUIRE, text="请说明本月产权登记业务的窗口分工。")
        story.dispatch(place.bodies.inspection)
    sweep(place.db, house(), now=story.now + timedelta(days=60), limit=10_000)
    with place.db.writing() as session:
        for notice in session.exec(select(Notice).where(col(Notice.case_id).is_not(None))):
            notice.state = "needs_person"
    return story


WHO = [
    ("zhou_qiang", "conduct"),
    ("chen_zhiyuan", "head"),
    ("yang_fan", "money"),
]
"""The man complained about, the head of the accused bureau, the section below it."""


@pytest.mark.parametrize(("who", "about"), WHO)
def test_no_door_of_the_house_shows_a_trace_of_the_case(web: Web, app: FastAPI, who: str, about: str) -> None:
    """Nor does a number that exists answer otherwise than one that does not."""
    story = against_the_bureau(web.place, about)
    caller = Caller.of(web, getattr(web.place.officers, who), story)
    doors = [route for route in routes(app) if "logout" not in route.path and route.method != "DELETE"]
    assert len(doors) >= 30
    for route in doors:
        for address in _addresses(route, story, story.number):
            answer = caller.knock(route, address)
            _check(answer, address, story)
            if story.number in address and "?" not in address:
                nowhere = caller.knock(route, address.replace(story.number, NOWHERE))
                assert (answer.status_code, _bare(answer)) == (nowhere.status_code, _bare(nowhere)), address
                assert answer.status_code in (401, 404, 422), address


@pytest.mark.parametrize("about", ABOUT)
def test_the_director_does_see_it_and_nobody_of_the_bureau_was_sent_anything(web: Web, about: str) -> None:
    """What the test above looks for is there to be found."""
    story, people = against_the_bureau(web.place, about), web.place.officers
    director = Browser.of(web, people.zhao_guodong)
    assert "产权材料" in director.get(f"/cases/{story.number}").text
    assert story.number in director.get("/cards").text
    assert story.number in director.get("/undelivered").text
    told = {notice.officer_id for notice in story.notices()}
    assert told >= {people.zhao_guodong}
    assert not told & {people.chen_zhiyuan, people.zhou_qiang, people.yang_fan, people.sun_li}


SEARCHES = ("", "?text={number}", "?text=YX&ended=1", "?ended=true", "?colour=overdue", "?colour=red", "?before=99999")


def _addresses(route: Route, story: Story, number: str) -> list[str]:
    """The door with everything filled in; lists with every search that could bring the case up."""
    path = route.path.replace("{number}", number).replace("{evidence_id}", "e" * 32)
    actions = [action.value for action in Action] if re.search(r"\{(action|name)\}", path) else [""]
    paths = [re.sub(r"\{(action|name)\}", action, path) for action in actions]
    ids = [str(key(notice.id)) for notice in story.notices()][:2] if "{notice_id}" in path else ["1"]
    filled = [re.sub(r"\{[a-z_]+\}", row_id, path) for path in paths for row_id in ids]
    if route.method != "GET" or "{" in route.path:
        return filled
    return [address + search.format(number=number) for address in filled for search in SEARCHES]


@dataclass(frozen=True, slots=True)
class Caller:
    """One officer with a browser and a program, who knows the newest version of the case."""

    browser: Browser
    headers: dict[str, str]
    version: int

    @classmethod
    def of(cls, web: Web, officer: int, story: Story) -> "Caller":
        return cls(Browser.of(web, officer), web.officer(officer), version_of(web.place, story.number))

    def knock(self, route: Route, address: str) -> Response:
        why = "想看看是谁投诉的"
        if address.startswith("/console"):
            inside, form = address.removeprefix("/console"), {"version": str(self.version), "reason": why, "how": why}
            return self.browser.get(inside) if route.method == "GET" else self.browser.post(inside, form)
        if route.method == "GET":
            return self.browser.web.client.get(address, headers=self.headers)
        deed: dict[str, Any] = {"version": self.version, "fields": {"reason": why, "text": why}}
        body = deed if "/actions/" in address else {"reason": why}
        return self.browser.web.client.request(route.method, address, headers=self.headers, json=body)


def _check(response: Response, address: str, story: Story) -> None:
    # A page that is closed to the role says so to whatever is typed behind it.
    typed = "?text=" in address
    assert response.status_code not in (403, 409) or typed or story.number not in address, address
    shown = response.text.replace(address, "") if story.number in address else response.text
    for word in (*FORBIDDEN, story.number):
        if word == story.number and typed:
            shown = re.sub(r'value="[^"]*"', "", shown)  # what was typed into the search stands in its field
        assert word not in shown or _is_vocabulary(word, shown), f"{word} at {address}"


def _is_vocabulary(word: str, shown: str) -> bool:
    """A closed word that stands in the list of words of the interface's own description."""
    return '"openapi"' in shown and word in ("推诿扯皮", "涉及钱款")


def _bare(response: Response) -> str:
    """Without what differs from answer to answer anyway."""
    return re.sub(r"YX\d{8}-\d{4}|[0-9a-f]{32}|nonce-[^\"']+", "", response.text)
