"""The page itself."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.script import SENTENCES

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)


def render_page(title: str) -> HTMLResponse:
    page = _TEMPLATES.get_template("chat.html")
    return HTMLResponse(page.render(title=title, welcome=SENTENCES["start"].strip()))
