import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.transports.base import Letter, Press, TransportError
from tracker.transports.telegram import TEXT_LIMIT, Telegram, parts

TOKEN = "7:not-a-real-token"
AT = datetime(2026, 12, 11, 2, 0, tzinfo=UTC)
ANSWER = Letter(
    "event:9:complainant:1",
    "您的诉求件有答复了",
    "您的诉求件 YX20261123-0001 有答复了。",
    AT,
    (Press("满意", "rate:YX20261123-0001:1:satisfied"), Press("不满意", "rate:YX20261123-0001:1:dissatisfied")),
)
OK = {"ok": True, "result": {"message_id": 1}}


class Api:
    """The Bot API's answers, one after the other; the last one repeats."""

    def __init__(self, *answers: httpx2.Response | Exception) -> None:
        self.answers = list(answers) or [httpx2.Response(200, json=OK)]
        self.asked: list[httpx2.Request] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(request.content) for request in self.asked]


def send(api: Api, letter: Letter = ANSWER) -> None:
    async def talk() -> None:
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(api)) as client:
            await Telegram(client, api_base="https://telegram.test", token=TOKEN).send("8812", letter)

    asyncio.run(talk())


def failure(*answers: httpx2.Response | Exception) -> TransportError:
    with pytest.raises(TransportError) as caught:
        send(Api(*answers))
    assert TOKEN not in f"{caught.value!r}{caught.value.__cause__!r}"
    return caught.value


def refusal(code: int, description: str, *, status: int | None = None, **more: Any) -> httpx2.Response:
    body = {"ok": False, "error_code": code, "description": description, **more}
    return httpx2.Response(status or code, json=body)


def test_wang_xiuying_gets_the_answer_with_the_buttons_under_it() -> None:
    api = Api()
    send(api)
    (request,) = api.asked
    assert str(request.url) == f"https://telegram.test/bot{TOKEN}/sendMessage"
    assert api.bodies == [
        {
            "chat_id": "8812",
            "text": ANSWER.text,
            "reply_markup": {
                "inline_keyboard": [
                    [
                        {"text": "满意", "callback_data": "rate:YX20261123-0001:1:satisfied"},
                        {"text": "不满意", "callback_data": "rate:YX20261123-0001:1:dissatisfied"},
                    ]
                ]
            },
        }
    ]


def test_a_notice_without_buttons_has_no_keyboard() -> None:
    api = Api()
    send(api, Letter("k", "主题", "已受理", AT))
    assert api.bodies == [{"chat_id": "8812", "text": "已受理"}]


def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last() -> None:
    api = Api()
    send(api, Letter("k", "主题", "查明的事实。\n" * 1500, AT, ANSWER.buttons))
    assert len(api.bodies) == 3
    assert ["reply_markup" in body for body in api.bodies] == [False, False, True]
    assert "".join(body["text"] for body in api.bodies) == "查明的事实。\n" * 1500


@given(st.text(st.sampled_from("字a\n😀"), min_size=1, max_size=30).map(lambda text: text * 400))
def test_parts_fit_and_lose_nothing(text: str) -> None:
    pieces = list(parts(text))
    assert "".join(pieces) == text
    assert all(0 < len(piece.encode("utf-16-le")) // 2 <= TEXT_LIMIT for piece in pieces)


@pytest.mark.parametrize(
    "answer",
    [
        refusal(403, "Forbidden: bot was blocked by the user"),
        refusal(403, "Forbidden: user is deactivated"),
        refusal(400, "Bad Request: chat not found"),
        refusal(400, "Bad Request: PEER_ID_INVALID"),
        refusal(403, "Forbidden: bot was blocked by the user", status=200),
    ],
)
def test_somebody_who_blocked_the_bot_or_is_gone_is_never_tried_again(answer: httpx2.Response) -> None:
    assert failure(answer).permanent


@pytest.mark.parametrize(
    "answer",
    [
        refusal(400, "Bad Request: BUTTON_DATA_INVALID"),
        refusal(401, "Unauthorized"),
        refusal(404, "Not Found"),
        refusal(500, "Internal Server Error"),
        httpx2.Response(502, text="<html>bad gateway</html>"),
        httpx2.Response(200, text="null"),
        httpx2.ConnectError(f"cannot reach https://telegram.test/bot{TOKEN}/sendMessage"),
        httpx2.ReadTimeout("too slow"),
    ],
)
def test_trouble_that_is_not_the_persons_is_tried_again(answer: httpx2.Response | Exception) -> None:
    error = failure(answer)
    assert not error.permanent
    assert error.retry_after is None


def test_a_bad_answer_with_status_200_is_not_taken_for_success() -> None:
    assert "400" in str(failure(refusal(400, "Bad Request", status=200)))


def test_the_pause_that_telegram_asks_for_is_kept() -> None:
    answer = refusal(429, "Too Many Requests: retry after 17", parameters={"retry_after": 17})
    error = failure(answer)
    assert error.retry_after == timedelta(seconds=17)
    assert not error.permanent
