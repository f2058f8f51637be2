"""How fast one person may write. Counted in this process only: a replica more is a little more patience."""

import math
from collections import OrderedDict, deque
from datetime import datetime, timedelta

PEOPLE = 10_000
"""People remembered; whoever has been silent longest is forgotten first."""


class Pace:
    """At most ``times`` messages of one person within ``seconds``."""

    def __init__(self, times: int = 20, *, seconds: float = 60) -> None:
        self._times = times
        self._span = timedelta(seconds=seconds)
        self._taken: OrderedDict[str, deque[datetime]] = OrderedDict()

    def wait(self, person: str, now: datetime) -> int:
        """0 when the message may pass (it is counted then), else whole seconds until one may."""
        taken = self._taken.setdefault(person, deque())
        self._taken.move_to_end(person)
        if len(self._taken) > PEOPLE:
            self._taken.popitem(last=False)
        while taken and taken[0] <= now - self._span:
            taken.popleft()
        if len(taken) >= self._times:
            return math.ceil((taken[0] + self._span - now).total_seconds())
        taken.append(now)
        return 0
