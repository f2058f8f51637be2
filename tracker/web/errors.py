"""Every refusal and every fault as an answer: a problem document (RFC 9457) for programs, a page for people.

The HTTP status is decided here and nowhere else. Nothing of what was sent in is repeated, neither in the
answer nor in the log: it may be a citizen's.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, OperationalError, TimeoutError
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tracker.contract import Problem
from tracker.rules.errors import Refusal
from tracker.web.pages import error_page

log = structlog.get_logger()

MEDIA_TYPE: Final = "application/problem+json"
SORRY: Final = "系统出了点问题，没有办成。请稍后再试；多次出现请联系管理员。"
BUSY: Final = "系统正忙，没有办成。请稍后再试。"
UNSTORABLE: Final = "内容里有无法保存的字符，请删除后再试。"

SENTENCES: Final = {
    400: ("bad_request", "请求的格式不对，无法读取。"),
    404: ("not_found", "没有这个地址。"),
    405: ("method_not_allowed", "这个地址不支持这种请求方法。"),
    413: ("too_large", "内容太大，请压缩或分开提交。"),
}

FIELD_SENTENCES: Final = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_too_short": "不能为空",
    "string_too_long": "最多{max_length}个字",
    "string_pattern_mismatch": "不能只有空白，也不能含有特殊符号",
    "too_long": "最多{max_length}项",
    "enum": "只能是：{expected}",
    "greater_than_equal": "不能小于{ge}",
    "less_than_equal": "不能大于{le}",
    "string_type": "应是文字",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "bool_type": "应是 true 或 false",
    "model_attributes_type": "应是 JSON 对象",
}
"""By pydantic's type of error; any other is just wrong."""


def install(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DataError, _unstorable)
    app.add_exception_handler(OperationalError, _unreachable)
    app.add_exception_handler(TimeoutError, _unreachable)


def answer(
    scope: Scope, status: int, code: str, detail: str, *, errors: Sequence[Mapping[str, Any]] = ()
) -> Response:
    """In the form that the caller reads."""
    if _is_person(scope):
        return error_page(status, detail)
    title = HTTPStatus(status).phrase
    document = Problem(title=title, status=status, detail=detail, code=code, errors=[dict(e) for e in errors])
    headers = {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else None
    return JSONResponse(document.model_dump(), status, headers, MEDIA_TYPE)


def _is_person(scope: Scope) -> bool:
    accept = Request(scope).headers.get("accept", "")
    return "text/html" in accept and not scope["path"].startswith("/api/")


def _refused(request: Request, error: Exception) -> Response:
    refusal = cast(Refusal, error)
    if refusal.status >= 500:
        log.error("refused_by_promise", error=refusal.code, request=request.scope.get(REQUEST_ID))
        return answer(request.scope, refusal.status, refusal.code, SORRY)
    return answer(request.scope, refusal.status, refusal.code, str(refusal))


def _http(request: Request, error: Exception) -> Response:
    status = cast(HTTPException, error).status_code
    code, detail = SENTENCES.get(status, SENTENCES[400])
    return answer(request.scope, status, code, detail)


def _invalid(request: Request, error: Exception) -> Response:
    """Which fields are wrong and how, never what stood in them."""
    found = cast(RequestValidationError, error).errors()
    if any(e["type"] == "json_invalid" for e in found):
        return answer(request.scope, 400, "bad_json", "请求的内容不是合法的 JSON。")
    errors = [{"field": _field(e["loc"]), "detail": _sentence(e)} for e in found]
    detail = "请求的内容有误：" + "；".join(f"{e['field']}{e['detail']}" for e in errors[:5]) + "。"
    return answer(request.scope, 422, "invalid", detail, errors=errors)


def _field(place: Sequence[str | int]) -> str:
    return ".".join(str(part) for part in place[1:]) or str(place[0])


def _sentence(error: Mapping[str, Any]) -> str:
    words = FIELD_SENTENCES.get(error["type"], "不符合要求")
    return words.format_map(error.get("ctx", {}))


def _unstorable(request: Request, error: Exception) -> Response:
    return answer(request.scope, 422, "unstorable", UNSTORABLE)


def _unreachable(request: Request, error: Exception) -> Response:
    log.error("database_unreachable", request=request.scope.get(REQUEST_ID))
    response = answer(request.scope, 503, "unavailable", BUSY)
    response.headers["Retry-After"] = "5"
    return response


REQUEST_ID: Final = "huiyin.request_id"


class Faults:
    """ASGI middleware, the outermost: gives each request an id, and whatever nobody caught its answer.

    Logs the type of the fault and the id, not the message: messages quote values.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[REQUEST_ID] = uuid4().hex
        started = False

        async def with_id(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message)["X-Request-ID"] = scope[REQUEST_ID]
            await send(message)

        try:
            await self.app(scope, receive, with_id)
        except Exception as error:
            log.error("unexpected", error=type(error).__name__, request=scope[REQUEST_ID])
            # An answer that has begun can only break off; the server does that when we just return.
            if not started:
                await answer(scope, 500, "fault", SORRY)(scope, receive, with_id)
