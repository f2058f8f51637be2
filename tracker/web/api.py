"""The JSON API, version 1: one half for the bot, one for officers' programs."""

from fastapi import APIRouter

from tracker.contract import Problem
from tracker.web import api_accountability, api_citizens, api_interests, api_letters, api_officers

PREFIX = "/api/v1"

router = APIRouter(
    prefix=PREFIX,
    responses={
        401: {"model": Problem, "description": "没有令牌，或令牌无效"},
        404: {"model": Problem, "description": "没有，或无权查看"},
        409: {"model": Problem, "description": "当前状态不能这样办理"},
        422: {"model": Problem, "description": "内容有误或不完整"},
    },
)
router.include_router(api_citizens.router)
router.include_router(api_officers.router)
router.include_router(api_interests.router)
router.include_router(api_letters.router)
router.include_router(api_accountability.router)
