"""What a test says when a program of the machine is missing."""

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Ends the test: a skip that says what to install, but a failure where ``CI`` is set.

    A gate that quietly tests less is no gate.
    """
    reason = f"{what} is missing; tests/tools.sh installs it"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
