"""Plain SVG of rectangles, lines and words, as in ``docs/understanding.md``; the same figures give the same bytes."""

from collections.abc import Iterable, Sequence
from datetime import date
from html import escape

WIDTH = 720
LEFT, RIGHT, TOP = 190, 90, 34
ROW, BAR = 26, 16
INK, FAINT, GOOD, FAIR, BAD, CALM = "#222", "#999", "#2e7d4f", "#c98a1b", "#b3382c", "#1f5fa8"


def bars(title: str, rows: Sequence[tuple[str, float, str]], *, marks: Sequence[float] = (0.9, 0.99)) -> str:
    """One row a name: a share of 1 and the words beside it; thin lines where the marks are."""
    span = WIDTH - LEFT - RIGHT
    height = TOP + ROW * len(rows) + 24
    body = [_words(LEFT, 20, title, "start", size=14)]
    for mark in marks:
        x = LEFT + span * mark
        body.append(_line([(x, TOP - 4), (x, height - 22)], FAINT, width=0.8))
        body.append(_words(x, height - 8, f"{mark:.0%}", "middle", colour=FAINT))
    for number, (name, share, words) in enumerate(rows):
        y = TOP + ROW * number
        colour = GOOD if share >= 0.95 else FAIR if share >= 0.8 else BAD
        body.append(_words(LEFT - 8, y + 13, name, "end"))
        body.append(_box(LEFT, y, span * share, BAR, colour))
        body.append(_words(LEFT + span + 6, y + 13, words, "start"))
    return _svg(height, body)


def curve(title: str, days: Sequence[tuple[date, int]]) -> str:
    """One line over the days, with the first of every month written below."""
    height, floor, left = 280, 240, 50
    most = max((count for _, count in days), default=1) or 1
    step = (WIDTH - left - 20) / max(1, len(days) - 1)
    points = [(left + n * step, floor - (floor - TOP - 10) * count / most) for n, (_, count) in enumerate(days)]
    body = [_words(left, 20, title, "start", size=14)]
    for part in (0.0, 0.5, 1.0):
        y = floor - (floor - TOP - 10) * part
        body.append(_line([(left, y), (WIDTH - 20, y)], FAINT, width=0.5))
        body.append(_words(left - 6, y + 4, f"{most * part:.0f}", "end", colour=FAINT))
    for n, (day, _) in enumerate(days):
        if day.day == 1:
            body.append(_words(left + n * step, floor + 18, month_zh(day), "start", colour=FAINT))
    body.append(_line(points, CALM, width=1.6))
    return _svg(height, body)


def columns(title: str, months: Sequence[tuple[str, int, int]], names: tuple[str, str]) -> str:
    """Two columns a month, side by side, each with its number on top."""
    height, floor, left = 280, 236, 30
    body = [_words(left, 20, title, "start", size=14)]
    for place, (name, colour) in enumerate(zip(names, (BAD, FAIR), strict=True)):
        key = WIDTH - 210.0 + 100 * place
        body += [_box(key, 10, 12, 12, colour), _words(key + 18, 20, name, "start")]
    most = max([1, *(max(red, warned) for _, red, warned in months)])
    wide = (WIDTH - left - 20) / max(1, len(months))
    for number, (label, red, warned) in enumerate(months):
        start = left + wide * number
        body.append(_words(start + wide / 2, floor + 18, label, "middle"))
        for place, count in enumerate((red, warned)):
            tall = (floor - TOP - 26) * count / most
            at = start + wide * (0.12 + 0.4 * place)
            body.append(_box(at, floor - tall, wide * 0.34, tall, (BAD, FAIR)[place]))
            body.append(_words(at + wide * 0.17, floor - tall - 4, str(count), "middle"))
    return _svg(height, body)


def month_zh(day: date) -> str:
    """January says of which year."""
    return f"{day.year % 100}年1月" if day.month == 1 else f"{day.month}月"


def _box(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _line(points: Iterable[tuple[float, float]], colour: str, *, width: float) -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f'<path d="{path}" stroke="{colour}" stroke-width="{width:g}" fill="none"/>'


def _words(x: float, y: float, text: str, anchor: str, *, colour: str = INK, size: int = 12) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="{colour}"'
    return f"<text {place}>{escape(text)}</text>"


def _svg(height: float, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        ' font-family="Noto Sans CJK SC, Microsoft YaHei, PingFang SC, sans-serif">'
    )
    return "\n".join([head, '<rect width="100%" height="100%" fill="#fff"/>', *body, "</svg>", ""])
