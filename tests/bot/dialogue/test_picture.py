"""The picture of the dialogue in the docs is the dialogue."""

from bot.dialogue.pages import PAGES
from bot.dialogue.state import FORM, Phase
from bot.dialogue.table import REREAD, WORDS
from tests.architecture.source import ROOT
from tests.bot.dialogue.picture import mermaid


def test_the_picture_in_the_docs_is_drawn_from_the_table() -> None:
    assert (ROOT / "docs" / "dialogue.mmd").read_text(encoding="utf-8") == mermaid()


def test_words_are_heard_at_every_phase_and_every_phase_but_idle_has_a_page() -> None:
    assert set(WORDS) == set(Phase)
    assert set(PAGES) == set(Phase) - {Phase.IDLE}
    assert set(REREAD) == FORM | {Phase.DESCRIBE, Phase.OFFERED}
