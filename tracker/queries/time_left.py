"""Time left in words, counted in the unit that people plan in: working days."""

from datetime import datetime, timedelta

from tracker.rules.workdays import Calendar, local_date

INSTANT = timedelta(microseconds=1)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def time_left(due: datetime, now: datetime, calendar: Calendar) -> str:
    """``due`` is the first instant that is late: 24:00 of the last good day. The last hour
    of a limit that ends within a day counts in minutes.
    """
    today, last = local_date(now), local_date(due - INSTANT)
    if now >= due:
        late = calendar.between(last, today)
        return f"已逾期{late}个工作日" if late else "刚刚逾期"
    if due - now < HOUR and local_date(due) == last:
        return f"剩{-((now - due) // MINUTE)}分钟"
    left = calendar.between(today, last)
    return f"剩{left}个工作日" if left else "今天到期"
