"""What a test makes this process read from is put back afterwards."""

import importlib
from collections.abc import Iterator

import pytest

reading = importlib.import_module("nlp.understand")
"""The module: ``nlp.understand`` itself is the function."""


@pytest.fixture(autouse=True)
def _same_room_afterwards() -> Iterator[None]:
    before = list(reading._room)
    yield
    reading._room[:] = before
