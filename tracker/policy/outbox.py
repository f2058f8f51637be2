"""Reads ``outbox.toml``."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from tracker.rules.delivery import Canary, Patience


def patience_from(file: Mapping[str, Any]) -> Patience:
    """Raises :class:`ValueError` for figures that do not hold together, :class:`KeyError` for a missing one."""
    patience = Patience(
        waits=tuple(timedelta(seconds=seconds) for seconds in file["wait_seconds"]),
        tries=file["tries"],
        send=timedelta(seconds=file["send_seconds"]),
        lease=timedelta(seconds=file["lease_seconds"]),
        at_once=file["at_once"],
    )
    if not patience.waits or min(patience.waits) <= timedelta() or patience.tries < 1 or patience.at_once < 1:
        raise ValueError("waits, tries and at_once must be positive")
    if patience.lease < 2 * patience.send:
        raise ValueError("the lease must outlive a try, or two senders work on one notice")
    return patience


def canary_from(file: Mapping[str, Any]) -> Canary:
    """Raises as :func:`patience_from` does."""
    canary = Canary(at=file["canary"]["at"], within=timedelta(minutes=file["canary"]["within_minutes"]))
    if canary.within <= timedelta():
        raise ValueError("the canary needs some minutes to arrive")
    return canary
