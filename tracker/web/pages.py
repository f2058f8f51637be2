"""Pages from templates: escaped always, undefined never, times in Shanghai."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from tracker.queries.queue import MOST_COUNTED
from tracker.rules.workdays import SHANGHAI, local_date

STATIC: Final = Path(__file__).parent / "static"
WEEKDAYS: Final = "一二三四五六日"
UNIT_ZH: Final = {"workday": "个工作日", "natural": "天", "hour": "小时", "workhour": "个办公小时", "minute": "分钟"}
SORRY: Final = {403: "没有办理", 404: "没有找到", 429: "请稍等一会儿"}

static = Mount("/static", StaticFiles(directory=STATIC), name="static")
"""For the app's list of routes: style sheets, the mark, and htmx."""


def day(value: date | datetime) -> str:
    """12月14日（周一）; instants count as the day in Shanghai."""
    on = local_date(value) if isinstance(value, datetime) else value
    return f"{on.month}月{on.day}日（周{WEEKDAYS[on.weekday()]}）"


def last_day(due: datetime) -> date:
    """A due instant is the first that is too late; the day before it is the last good one."""
    return local_date(due - timedelta(microseconds=1))


def until(due: datetime) -> str:
    """The last good day; with the time where a limit ends before midnight."""
    wall = due.astimezone(SHANGHAI)
    return day(last_day(due)) + (f"{wall:%H:%M}" if wall.time() > time.min else "")


def moment(value: datetime) -> str:
    """2026-11-23 14:05, in Shanghai."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def many(value: int) -> str:
    """A count as far as it was counted."""
    return str(value) if value < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def size(value: int) -> str:
    """Bytes in the largest fitting unit: 820 KB, 3.4 MB."""
    return f"{value / 1_000_000:.1f} MB" if value >= 1_000_000 else f"{-(-value // 1000)} KB"


_templates: Final = Environment(
    loader=PackageLoader("tracker.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters.update(day=day, last_day=last_day, until=until, moment=moment, size=size, many=many)


def page(template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    return HTMLResponse(_templates.get_template(template).render(context), status)


def error_page(status: int, sentence: str) -> HTMLResponse:
    """For people who opened a page; programs get a problem document."""
    return page("error.html", status=status, title=SORRY.get(status, "没有办成"), sentence=sentence)
