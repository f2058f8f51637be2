"""What endpoints ask for: the open house, who calls, and what time it is.

No session is handed out here: an endpoint opens its own, because a dependency that yields one
would hold SQLite's write lock while the answer is still on its way.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from tracker.accounts import signed_in
from tracker.db import Database
from tracker.house import House
from tracker.queries.org import load_org
from tracker.rules.errors import Refusal
from tracker.rules.facts import OfficerFacts, Org
from tracker.settings import Settings

BOT = "bot"
"""The one service that has a token."""


class NotKnown(Refusal):
    """No token, or one that is nobody's."""

    code = "unauthorized"
    status = 401


# Async, so that FastAPI does not send a thread for each of them.
async def get_settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def get_db(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


async def get_house(request: Request) -> House:
    house: House = request.app.state.house
    return house


async def get_now(request: Request) -> datetime:
    now: datetime = request.app.state.clock()
    return now


TheSettings = Annotated[Settings, Depends(get_settings)]
Db = Annotated[Database, Depends(get_db)]
TheHouse = Annotated[House, Depends(get_house)]
Now = Annotated[datetime, Depends(get_now)]

_service = HTTPBearer(auto_error=False, scheme_name="service", description="机器人等内部服务的令牌")
_officer = HTTPBearer(auto_error=False, scheme_name="officer", description="登录后得到的令牌")


async def only_the_bot(
    house: TheHouse, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_service)]
) -> None:
    """Raises :class:`NotKnown` unless the call carries the bot's service token."""
    expected = house.seals.service_token(BOT)
    if given is None or not hmac.compare_digest(given.credentials.encode(), expected.encode()):
        raise NotKnown("服务令牌不对，请检查 HUIYIN_SECRET_KEY 是否与网页服务一致。")


@dataclass(frozen=True, slots=True)
class Caller:
    """An officer with a valid log-in; ``token`` is the one that was shown."""

    facts: OfficerFacts
    org: Org
    token: str


def get_caller(
    db: Db, now: Now, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_officer)]
) -> Caller:
    """Raises :class:`NotKnown`."""
    with db.reading() as session:
        found = signed_in(session, given.credentials, now=now) if given else None
        if given is None or found is None:
            raise NotKnown("请先登录，或者重新登录。")
        org = load_org(session)
    return Caller(org.officers[found.officer_id], org, given.credentials)


TheCaller = Annotated[Caller, Depends(get_caller)]
