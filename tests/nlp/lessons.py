"""Officers' corrections for tests: texts are words parted by blanks, read by a reader that never guesses right."""

from collections.abc import Iterable
from itertools import count

from nlp.learning import Example, Lesson, Reader, examples
from nlp.understanding import Guess

SURELY_NOTHING = {
    "kind": [Guess("complaint", 0.6), Guess("help", 0.4)],
    "conduct": [Guess("none", 0.8), Guess("delay", 0.2)],
    "topics": [Guess("民政", 0.7), Guess("政法", 0.3)],
    "departments": [Guess("民政", 1.0)],
}
DICTIONARY = frozenset({"推来推去", "高峰", "材料", "电梯", "路灯"})
EVERYDAY = frozenset({"我们", "电话"})

_numbers = count(1)


def reader() -> Reader:
    return Reader(
        mask=lambda text: text.replace("13881234567", "＊" * 11),
        words=str.split,
        scores=lambda _: SURELY_NOTHING,
        dictionary=DICTIONARY,
        everyday=EVERYDAY,
    )


def lesson(
    text: str, label: str = "buck_passing", *, field: str = "conduct", person: str = "", corrected: bool = True
) -> Lesson:
    """A case of its own, by a person of its own unless named."""
    number = f"YX20261123-{next(_numbers):04d}"
    return Lesson(number, person or number, text, field, label, corrected)


def left(text: str, label: str = "none", *, field: str = "conduct") -> Lesson:
    """As the officer found it, so it stayed."""
    return lesson(text, label, field=field, corrected=False)


def read(lessons: Iterable[Lesson]) -> tuple[Example, ...]:
    return examples(reader(), lessons)
