"""Programs that send what the API does not take: a problem document with the right status, and nothing has changed."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio

from tests.builders import filing
from tests.journeys.callers import API, Caller, Officer, Visitor, bot, file
from tests.journeys.product import PHONE, Product
from tests.tracker.web.clients import problem
from tracker.contract import TEXT_LIMIT

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300), pytest.mark.usefixtures("unharmed")]

JSON = {"Content-Type": "application/json"}
KEYED = JSON | {"Idempotency-Key": "bad-request"}
DEED = f"{API}/cases/{{number}}/actions"
WRITTEN = filing(text=f"富乐路的电梯坏了，我的电话是{PHONE}。", sender="web-bad-request")
FILING = WRITTEN.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class Bad:
    """``path`` may name the ``{number}`` of a registered case; ``request`` is what else is sent."""

    status: int
    code: str
    path: str
    request: dict[str, Any] = field(default_factory=dict)
    method: str = "POST"


def content(body: bytes, *, headers: dict[str, str] = KEYED) -> dict[str, Any]:
    return {"content": body, "headers": headers}


def keyed(**changes: Any) -> dict[str, Any]:
    return {"json": FILING | changes, "headers": KEYED}


BOTS = {
    "broken JSON": Bad(400, "bad_json", f"{API}/cases", content(f'{{"text": "{PHONE}'.encode())),
    "not UTF-8": Bad(400, "bad_request", f"{API}/cases", content(b'{"text": "\xff\xfe"}')),
    "a depth without end": Bad(400, "bad_request", f"{API}/cases", content(b"[" * 100_000)),
    "nothing": Bad(422, "invalid", f"{API}/cases", content(b"")),
    "a list": Bad(422, "invalid", f"{API}/cases", content(b"[]")),
    "half a sign": Bad(422, "invalid", f"{API}/cases", content(rf'{{"text": "\ud800{PHONE}"}}'.encode())),
    "an unknown field": Bad(422, "invalid", f"{API}/cases", keyed(surprise=PHONE)),
    "a number for a text": Bad(422, "invalid", f"{API}/cases", keyed(text=int(PHONE))),
    "a text of blanks": Bad(422, "invalid", f"{API}/cases", keyed(text=" \u3000\n")),
    "a text too long": Bad(422, "invalid", f"{API}/cases", keyed(text="长" * (TEXT_LIMIT + 1))),
    "2 MB": Bad(413, "too_large", f"{API}/cases", content(b" " * 2**21)),
    "no key": Bad(400, "key_missing", f"{API}/cases", {"json": FILING}),
    "an unknown case": Bad(404, "not_found", f"{API}/cases/YX20261123-9999/urgings", {"json": {
        "channel": "web", "sender": "web-bad-request"}}),
    "somebody else's case": Bad(404, "not_found", f"{API}/cases/{{number}}/urgings", {"json": {
        "channel": "web", "sender": "web-liu-jianjun"}}),
    "a wrong query code": Bad(404, "not_found", f"{API}/lookup", {"json": {
        "number": "YX20261123-9999", "query_code": "22222222"}}),
    "no form": Bad(422, "invalid", f"{API}/evidence", {"data": {"file": "text"}}),
    "an unknown kind of file": Bad(415, "kind_not_taken", f"{API}/evidence", {"files": {"file": ("a.exe", b"MZ")}}),
    "no officer": Bad(401, "unauthorized", f"{API}/queue", method="GET"),
}  # fmt: skip

OFFICERS = {
    "an unknown case": Bad(404, "not_found", f"{API}/cases/YX20261123-9999", method="GET"),
    "a case that is none": Bad(404, "not_found", f"{API}/cases/%00%27--", method="GET"),
    "a step of an unknown case": Bad(404, "not_found", f"{API}/cases/YX1/actions/accept", {"json": {"version": 1}}),
    "a stale version": Bad(409, "stale", f"{DEED}/accept", {"json": {"version": 99}}),
    "a version without end": Bad(409, "stale", f"{DEED}/accept", content(b'{"version": ' + b"9" * 400 + b"}")),
    "an illegal step": Bad(409, "illegal_step", f"{DEED}/approve", {"json": {"version": 1}}),
    "a step of the citizen": Bad(409, "illegal_step", f"{DEED}/register", {"json": {"version": 1}}),
    "an unknown step": Bad(422, "invalid", f"{DEED}/bless", {"json": {"version": 1}}),
    "a step without its reason": Bad(422, "incomplete", f"{DEED}/guide", {"json": {"version": 1}}),
    "a filter that is none": Bad(422, "invalid", f"{API}/queue?status=lost", method="GET"),
    "a page that is none": Bad(422, "incomplete", f"{API}/queue?after=%00", method="GET"),
    "another method": Bad(405, "method_not_allowed", f"{API}/queue", method="PUT"),
    "another address": Bad(404, "not_found", f"{API}/nothing", method="GET"),
    "no bot": Bad(401, "unauthorized", f"{API}/cases", {"json": FILING}),
}

NOBODYS = {
    "no token": Bad(401, "unauthorized", f"{API}/queue", method="GET"),
    "a wrong token": Bad(401, "unauthorized", f"{API}/queue", {"headers": {"Authorization": "Bearer x"}}, "GET"),
    "no ASCII": Bad(401, "unauthorized", f"{API}/cases", {"headers": {"Authorization": b"Bearer \xe4\xbd\xa0"}}),
    "a wrong password": Bad(401, "wrong_password", f"{API}/sessions", {"json": {
        "username": "limin\0", "password": PHONE}}),
}  # fmt: skip

PAGES = {
    "no visitor": Bad(401, "unknown_visitor", "/chat/news", {"headers": {"Cookie": "huiyin_person=forged.x"}}, "GET"),
    "another site": Bad(403, "foreign_page", "/chat/say", {"headers": {"Origin": "https://elsewhere.cn"}}),
    "broken JSON": Bad(422, "malformed", "/chat/say", content(b'{"key":')),
    "no key": Bad(422, "malformed", "/chat/say", {"json": {"key": "", "text": PHONE}}),
    "a button too long": Bad(422, "malformed", "/chat/say", {"json": {"key": "key-00000001", "button": "x" * 65}}),
    "2 MB": Bad(413, "too_long", "/chat/say", content(b" " * 2**21)),
    "a notice that cannot be": Bad(422, "malformed", f"/chat/news?after={2**40}", method="GET"),
    "another method": Bad(405, "method_not_allowed", "/chat/say", method="GET"),
    "another address": Bad(404, "not_found", "/chat/nothing", method="GET"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def program(product: Product) -> AsyncIterator[Caller]:
    async with bot([product.root]) as program:
        yield program


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def number(program: Caller) -> str:
    """Of a registered case, in its first version."""
    filed = await file(program, WRITTEN, key="the case of this file")
    return str(filed.raise_for_status().json()["number"])


@pytest.mark.parametrize("bad", BOTS.values(), ids=BOTS)
async def test_the_bots_door(product: Product, program: Caller, number: str, bad: Bad) -> None:
    await refuses(product, program, number, bad)


@pytest.mark.parametrize("bad", OFFICERS.values(), ids=OFFICERS)
async def test_the_officers_door(product: Product, li_min: Officer, number: str, bad: Bad) -> None:
    await refuses(product, li_min, number, bad)


@pytest.mark.parametrize("bad", NOBODYS.values(), ids=NOBODYS)
async def test_nobodys_door(product: Product, number: str, bad: Bad) -> None:
    async with Caller([product.root]) as nobody:
        await refuses(product, nobody, number, bad)


@pytest.mark.parametrize("bad", PAGES.values(), ids=PAGES)
async def test_the_pages_door(product: Product, visitor: Visitor, number: str, bad: Bad) -> None:
    await refuses(product, visitor, number, bad)


async def refuses(product: Product, caller: Caller, number: str, bad: Bad) -> None:
    """In Chinese, without a word of what was sent, and the case stays as it is."""
    before = product.case(number)
    answer = await caller.ask(bad.method, bad.path.format(number=number), **bad.request)
    problem(answer, bad.status, bad.code)
    assert PHONE not in answer.text
    assert product.case(number) == before
