"""The file: a JSON object a line, ``{"text": "…", "title": "…"}``; ``title`` and other fields as they come."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError


class BadFile(Exception):
    """``str`` is the sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Line:
    """``number`` counts from 1, as editors do. ``text`` is never logged and never reported."""

    number: int
    text: str


class _Row(BaseModel):
    text: str
    title: str | None = None


def read_lines(path: Path) -> list[Line]:
    """Empty lines are passed over. Raises :class:`BadFile`."""
    try:
        rows = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"读不了文件 {path.name}：{type(error).__name__}") from error
    return [Line(number, _text(row, number)) for number, row in enumerate(rows, 1) if row.strip()]


def _text(row: str, number: int) -> str:
    try:
        content = _Row.model_validate_json(row)
    except ValidationError:
        raise BadFile(f'第 {number} 行不是 {{"text": "…"}} 这样的 JSON。') from None
    title = content.title or ""
    return content.text if title in content.text else f"{title}\n{content.text}"
