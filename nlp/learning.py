"""Learning from officers: which words should speak more, or less, for which label. Arithmetic only, no files.

The rule, for an officer who asks: where the judgement of a text was corrected, the words of that text speak a little
more for the right label and a little less for the wrong one, again and again until the right one wins clearly.
A word moves only when the cases of three people agree on it, and the further the more of them do, up to a fixed
bound; it stays where more than a quarter of its cases say otherwise, and everyday words never move. What officers
left as it was holds everything else in place. The same corrections always give the same weights.
Names and figures never become words: texts come masked, and a word that looks like a name must be in the dictionary.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from nlp.names import SURNAME
from nlp.overlay import FIELDS, FLOOR, Overlay
from nlp.understanding import Guess

Scores = Callable[[str], Mapping[str, Sequence[Guess]]]
Words = Callable[[str], Sequence[str]]
Mask = Callable[[str], str]

AGREEING = 3
"""People whose cases must agree before a word may move. It is also what keeps single citizens out of the tables."""

SURE = 0.75
"""The share of a word's cases that must agree. Found on real letters: at one half, learning helped and harmed alike."""

STEP = 0.5
MOST = 2.0
MARGIN = 1.0
PASSES = 20
RIVALS = 2
_SMALLEST = 0.05
_WORD = re.compile(r"[\u4e00-\u9fff]{2,8}")
_LIKE_A_NAME = re.compile(rf"{SURNAME}[\u4e00-\u9fff]{{1,2}}")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One judgement of one case: what it should be. ``corrected`` is false where officers left it as it was.

    Several cases of the same ``person`` count as one voice.
    """

    case: str
    person: str
    text: str
    field: str
    label: str
    corrected: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A lesson without its text: the words that may be learned and the scores of the lexicon alone, as logarithms."""

    case: str
    person: str
    field: str
    label: str
    corrected: bool
    words: tuple[str, ...]
    scores: Mapping[str, float]

    def best(self, learned: Overlay) -> str:
        """The winning label with this overlay on top."""
        sums = self.sums(learned.totals(self.field, self.words))
        return min(sums, key=lambda label: (-sums[label], label))

    def ahead(self) -> list[str]:
        """What the lexicon alone puts before the right label: the one or two that stand in its way."""
        sums = self.sums({})
        first = sorted(sums, key=lambda label: (-sums[label], label))[:RIVALS]
        return [label for label in first if label != self.label and sums[label] >= sums[self.label]]

    def sums(self, totals: Mapping[str, float]) -> dict[str, float]:
        labels = {*self.scores, self.label, *totals}
        return {label: self.scores.get(label, log(FLOOR)) + totals.get(label, 0.0) for label in labels}


@dataclass(frozen=True, slots=True)
class Moved:
    field: str
    word: str
    label: str
    before: float
    after: float

    @property
    def by(self) -> float:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Proposal:
    """``moved_words`` are against the overlay in force, furthest first; ``counts`` are corrections by field."""

    overlay: Overlay
    moved_words: tuple[Moved, ...]
    counts: Mapping[str, int]
    cases: int


@dataclass(frozen=True, slots=True)
class Reader:
    """How lessons are read. ``scores`` are those of the lexicon without any overlay; both see masked text only.

    ``dictionary``: what looks like a name and is none of its words is never learned. ``everyday`` words say
    nothing about any matter.
    """

    mask: Mask
    words: Words
    scores: Scores
    dictionary: Container[str]
    everyday: Container[str] = frozenset()

    def learnable(self, plain: str) -> tuple[str, ...]:
        """Chinese words of two signs and more: what was masked, figures and names in letters are none."""
        return tuple(sorted({word for word in self.words(plain) if self._may_be_learned(word)}))

    def _may_be_learned(self, word: str) -> bool:
        if word in self.everyday or not _WORD.fullmatch(word):
            return False
        return word in self.dictionary or not _LIKE_A_NAME.fullmatch(word)


def examples(reader: Reader, lessons: Iterable[Lesson]) -> tuple[Example, ...]:
    """In an order of their own, each text read once."""
    found: list[Example] = []
    texts: dict[str, tuple[tuple[str, ...], Mapping[str, Sequence[Guess]]]] = {}
    for lesson in sorted(lessons, key=lambda lesson: (lesson.case, FIELDS.index(lesson.field))):
        if lesson.case not in texts:
            plain = reader.mask(lesson.text)
            texts[lesson.case] = reader.learnable(plain), reader.scores(plain)
        own, scores = texts[lesson.case]
        logarithms = {guess.label: log(max(guess.score, FLOOR)) for guess in scores[lesson.field]}
        found.append(Example(lesson.case, lesson.person, lesson.field, lesson.label, lesson.corrected, own, logarithms))
    return tuple(found)


def propose(found: Sequence[Example], overlay: Overlay, fields: Container[str] = FIELDS) -> Proposal:
    """What all corrections of these judgements together teach, from nothing; ``overlay``, the one in force, is only
    compared with.
    """
    of = {name: [one for one in found if one.field == name] for name in FIELDS if name in fields}
    learned = Overlay({name: _learned(of.get(name, [])) for name in FIELDS})
    corrected = [one for one in found if one.corrected]
    counts = Counter(one.field for one in corrected)
    return Proposal(learned, _moved(overlay, learned), counts, len({one.case for one in corrected}))


@dataclass(frozen=True, slots=True)
class _Bounds:
    """How far each (word, label) may move up and down: by how many people's cases agree."""

    up: Counter[tuple[str, str]]
    down: Counter[tuple[str, str]]

    @classmethod
    def of(cls, corrected: Sequence[Example], others: Sequence[Example]) -> "_Bounds":
        up = _people((one, one.label) for one in corrected)
        down = _people((one, label) for one in corrected for label in one.ahead())
        right = _people((one, one.label) for one in (*corrected, *others))
        said = Counter[str]()
        for (word, _), people in right.items():
            said[word] += people
        return cls(
            Counter({which: people for which, people in up.items() if right[which] >= SURE * said[which[0]]}),
            Counter({which: people for which, people in down.items() if people >= SURE * (people + right[which])}),
        )

    def clip(self, word: str, label: str, weight: float) -> float:
        return min(max(weight, -_bound(self.down[word, label])), _bound(self.up[word, label]))

    def movable(self, words: Iterable[str]) -> frozenset[str]:
        enough = {word for (word, _), cases in [*self.up.items(), *self.down.items()] if cases >= AGREEING}
        return frozenset(enough.intersection(words))


def _people(judged: Iterable[tuple[Example, str]]) -> Counter[tuple[str, str]]:
    voices = {(one.person, word, label) for one, label in judged for word in one.words}
    return Counter((word, label) for _, word, label in voices)


def _bound(cases: int) -> float:
    return min(MOST, STEP * (cases - AGREEING + 2)) if cases >= AGREEING else 0.0


def _learned(found: Sequence[Example]) -> dict[str, dict[str, float]]:
    corrected = [one for one in found if one.corrected]
    others = [one for one in found if not one.corrected]
    bounds = _Bounds.of(corrected, others)
    movable = bounds.movable({word for one in corrected for word in one.words})
    held = [one for one in others if one.best(Overlay()) == one.label]
    pulls = list(_pulls([*corrected, *held], movable))
    weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for _ in range(PASSES):
        if sum(_nudge(pull, weights, bounds) for pull in pulls) == 0:
            break
    return _kept(weights)


@dataclass(frozen=True, slots=True)
class _Pull:
    """One example with its words that may move."""

    one: Example
    words: tuple[str, ...]


def _pulls(found: Iterable[Example], movable: Container[str]) -> Iterator[_Pull]:
    for one in found:
        if words := tuple(word for word in one.words if word in movable):
            yield _Pull(one, words)


def _nudge(pull: _Pull, weights: dict[str, dict[str, float]], bounds: _Bounds) -> bool:
    """The smallest step that lets the right label win by the margin, shared by the words. False: it wins already."""
    share = 1 / sqrt(len(pull.words))
    sums = pull.one.sums(_totals(pull.words, weights, share))
    right = pull.one.label
    rival = min((label for label in sums if label != right), key=lambda label: (-sums[label], label), default=right)
    lacking = MARGIN - (sums[right] - sums[rival])
    if rival == right or lacking <= 0:
        return False
    step = min(STEP, lacking / 2) * share
    for word in pull.words:
        for label, by in ((right, step), (rival, -step)):
            weights[word][label] = bounds.clip(word, label, weights[word][label] + by)
    return True


def _totals(words: Sequence[str], weights: Mapping[str, Mapping[str, float]], share: float) -> dict[str, float]:
    totals: dict[str, float] = defaultdict(float)
    for word in words:
        for label, weight in weights[word].items():
            totals[label] += weight * share
    return totals


def _kept(weights: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Rounded, so that a person can read them; what is hardly anything is left out."""
    rounded = {
        word: {label: round(weight, 2) for label, weight in sorted(labels.items()) if abs(weight) >= _SMALLEST}
        for word, labels in sorted(weights.items())
    }
    return {word: labels for word, labels in rounded.items() if labels}


def _moved(before: Overlay, after: Overlay) -> tuple[Moved, ...]:
    old, new = _flat(before), _flat(after)
    changed = (Moved(*which, old.get(which, 0.0), new.get(which, 0.0)) for which in {**old, **new})
    moved = [one for one in changed if one.before != one.after]
    return tuple(sorted(moved, key=lambda one: (-abs(one.by), one.field, one.word, one.label)))


def _flat(overlay: Overlay) -> dict[tuple[str, str, str], float]:
    return {(name, entry.word, entry.label): entry.weight for name in FIELDS for entry in overlay.entries(name)}
