"""What the segmenter must not cut: bodies, places, words chosen by hand for a judgement."""

from pathlib import Path

from nlp import lexicon

_KEPT_WHOLE = ("bodies", "places", "topics", "departments")


def whole_words(edited: Path | None) -> list[str]:
    """``edited`` is the folder of the operator's own tables."""
    words = {entry.word for table in _KEPT_WHOLE for entry in lexicon.read(table, edited=edited)}
    return sorted(word for word in words if len(word) > 1)
