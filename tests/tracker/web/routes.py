"""Every door of the application, found by asking it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Route:
    """``path`` with its parameters in braces."""

    method: str
    path: str


def routes(app: FastAPI) -> tuple[Route, ...]:
    return tuple(_walk(app.routes, ""))


def _walk(found: Iterable[Any], prefix: str) -> Iterator[Route]:
    for route in found:
        if hasattr(route, "original_router"):
            yield from _walk(route.original_router.routes, prefix + route.include_context.prefix)
        elif hasattr(route, "methods"):
            yield from (Route(method, prefix + route.path) for method in sorted(route.methods - {"HEAD"}))
