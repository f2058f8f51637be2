"""Every text of a file sent by its own citizen through a real channel, and what became of each."""

from bot.replay.door import Via
from bot.replay.lines import BadFile, Line, read_lines
from bot.replay.progress import progress_bar
from bot.replay.report import Ending, Report
from bot.replay.run import replay
from bot.replay.telegram import over_telegram
from bot.replay.terminal import over_terminal
from bot.replay.web import over_web

__all__ = [
    "BadFile",
    "Ending",
    "Line",
    "Report",
    "Via",
    "over_telegram",
    "over_terminal",
    "over_web",
    "progress_bar",
    "read_lines",
    "replay",
]
