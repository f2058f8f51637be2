"""The bot's side of the tracker's API: the port ``Desk`` and its one real adapter."""

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import httpx2
from pydantic import BaseModel, TypeAdapter, ValidationError

from tracker.contract import (
    Addition,
    AppealCase,
    EvidenceKept,
    FileCase,
    InboxQuery,
    Lookup,
    Message,
    Problem,
    Progress,
    Rating,
    Receipt,
    Sender,
)


class DeskRefused(Exception):
    """The tracker said no. ``detail`` is Chinese and says what to do; ``code`` is stable."""

    def __init__(self, code: str, detail: str, status: int) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.status = status


class DeskDown(Exception):
    """The tracker did not answer, or not sensibly. Asking again later is right.

    ``broke``: it did answer, and broke over this very request.
    """

    def __init__(self, message: str, *, broke: bool = False) -> None:
        super().__init__(message)
        self.broke = broke


class Desk(Protocol):
    """Every method raises :class:`DeskRefused` or :class:`DeskDown`.

    ``key`` is the idempotency key: the same key with the same content is done once.
    """

    async def file(self, case: FileCase, *, key: str) -> Receipt: ...

    async def lookup(self, lookup: Lookup) -> Progress: ...

    async def mine(self, sender: Sender) -> list[Progress]: ...

    async def add(self, number: str, addition: Addition, *, key: str) -> Progress: ...

    async def urge(self, number: str, sender: Sender) -> Progress: ...

    async def withdraw(self, number: str, sender: Sender) -> Progress: ...

    async def rate(self, number: str, rating: Rating) -> Progress: ...

    async def appeal(self, number: str, asked: AppealCase) -> Progress: ...

    async def keep(self, data: bytes, *, name: str) -> EvidenceKept: ...

    async def inbox(self, query: InboxQuery) -> list[Message]: ...


_CASES = TypeAdapter(list[Progress])
_MESSAGES = TypeAdapter(list[Message])


class HttpDesk:
    """``client`` knows the tracker's root and carries the service token.

    ``pauses`` are the seconds before each further try.
    """

    def __init__(self, client: httpx2.AsyncClient, *, pauses: Sequence[float] = (0.2, 0.8)) -> None:
        self._client = client
        self._pauses = tuple(pauses)

    async def file(self, case: FileCase, *, key: str) -> Receipt:
        return Receipt.model_validate_json(await self._send("/cases", case, key=key))

    async def lookup(self, lookup: Lookup) -> Progress:
        return Progress.model_validate_json(await self._send("/lookup", lookup))

    async def mine(self, sender: Sender) -> list[Progress]:
        return _CASES.validate_json(await self._send("/people/cases", sender))

    async def add(self, number: str, addition: Addition, *, key: str) -> Progress:
        return Progress.model_validate_json(await self._send(f"/cases/{number}/additions", addition, key=key))

    async def urge(self, number: str, sender: Sender) -> Progress:
        return Progress.model_validate_json(await self._send(f"/cases/{number}/urgings", sender))

    async def withdraw(self, number: str, sender: Sender) -> Progress:
        return Progress.model_validate_json(await self._send(f"/cases/{number}/withdrawal", sender))

    async def rate(self, number: str, rating: Rating) -> Progress:
        return Progress.model_validate_json(await self._send(f"/cases/{number}/rating", rating))

    async def appeal(self, number: str, asked: AppealCase) -> Progress:
        return Progress.model_validate_json(await self._send(f"/cases/{number}/appeal", asked))

    async def keep(self, data: bytes, *, name: str) -> EvidenceKept:
        kept = await self._post("/evidence", files={"file": (name, data)})
        return EvidenceKept.model_validate_json(kept)

    async def inbox(self, query: InboxQuery) -> list[Message]:
        return _MESSAGES.validate_json(await self._send("/inbox", query))

    async def _send(self, path: str, body: BaseModel, *, key: str | None = None) -> bytes:
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        return await self._post(path, content=body.model_dump_json(), headers=headers)

    async def _post(self, path: str, **request: Any) -> bytes:
        for pause in self._pauses:
            try:
                return await self._try(path, **request)
            except DeskDown:
                await asyncio.sleep(pause)
        return await self._try(path, **request)

    async def _try(self, path: str, **request: Any) -> bytes:
        try:
            response = await self._client.post(f"/api/v1{path}", **request)
        except httpx2.TransportError as error:
            raise DeskDown(type(error).__name__) from error
        if response.is_success:
            return response.content
        raise _refusal(response)


def _refusal(response: httpx2.Response) -> DeskRefused | DeskDown:
    """A refusal only where the tracker itself speaks; a proxy's page or a wrong token is a fault of ours."""
    if response.status_code >= 500 or response.status_code == 401:
        return DeskDown(f"HTTP {response.status_code}", broke=response.status_code == 500)
    try:
        problem = Problem.model_validate_json(response.content)
    except ValidationError:
        return DeskDown(f"HTTP {response.status_code} without a problem document")
    return DeskRefused(problem.code, problem.detail, problem.status)
