"""A running program takes up what changed in a folder, and keeps what it had where that cannot be used."""

import logging
from pathlib import Path

import pytest

from nlp.lexicon import LexiconError
from nlp.reloading import EVERY, Watched


class Shelf:
    """A folder with one file, and how often it was read."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.loads = folder, 0

    def put(self, words: str, name: str = "words") -> None:
        (self.folder / name).write_text(words, "utf-8")

    def load(self, folder: Path) -> str:
        self.loads += 1
        words = (folder / "words").read_text("utf-8")
        if words == "bad":
            raise LexiconError("words:1：不行")
        return words


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.put("old")
    return shelf


def test_what_does_not_change_is_read_once(shelf: Shelf) -> None:
    watched = Watched(shelf.folder, shelf.load)
    assert {watched.current(now * EVERY) for now in range(50)} == {"old"}
    assert shelf.loads == 1


def test_a_change_is_taken_up_at_the_next_look_and_not_before(shelf: Shelf) -> None:
    watched = Watched(shelf.folder, shelf.load)
    watched.current(0.0)
    shelf.put("newer")
    assert watched.current(EVERY * 0.9) == "old"
    assert watched.current(EVERY * 1.1) == "newer"


def test_what_cannot_be_used_is_logged_once_and_the_last_good_state_stays(
    shelf: Shelf, caplog: pytest.LogCaptureFixture
) -> None:
    watched = Watched(shelf.folder, shelf.load)
    watched.current(0.0)
    shelf.put("bad")
    with caplog.at_level(logging.WARNING, "huiyin.lexicon"):
        assert {watched.current(EVERY * n) for n in range(2, 9)} == {"old"}
    assert [record.getMessage() for record in caplog.records] == ["词表有误，暂不采用：words:1：不行"]
    shelf.put("mended")
    assert watched.current(EVERY * 10) == "mended"


def test_a_bad_start_uses_what_there_is_otherwise(shelf: Shelf) -> None:
    shelf.put("bad")
    assert Watched(shelf.folder, shelf.load, otherwise=lambda: "shipped").current(0.0) == "shipped"
    with pytest.raises(LexiconError):
        Watched(shelf.folder, shelf.load).current(0.0)


def test_a_file_that_goes_is_noticed_and_a_hidden_one_is_nobodys(shelf: Shelf) -> None:
    watched = Watched(shelf.folder, shelf.load, otherwise=lambda: "shipped")
    watched.current(0.0)
    shelf.put("draft", ".words.swp")
    watched.current(EVERY * 2)
    assert shelf.loads == 1
    (shelf.folder / "words").unlink()
    assert watched.current(EVERY * 4) == "old"
    assert shelf.loads == 2
