"""What twins learn from private complaints: how common each pair of characters is, and from where on texts are twins.

``python -m nlp.train_twins FOLDER DATE`` writes the two tables anew; the same folder gives the same bytes.
Of the near-duplicate groups one half chooses the limit, and the other half says how good it is.
"""

import json
import zlib
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import log
from pathlib import Path
from typing import Any, Final

from nlp import lexicon, sketch
from nlp.twins import ANY_TOPIC, signature
from nlp.twins_index import TwinIndex

COMPLAINTS: Final = ("hunan_messages", "hunan_hot", "shanghai_petitions", "sichuan_messages", "fuzhou_hotline")
GROUPED: Final = "hunan_messages"

_IN_AT_LEAST: Final = 60
_WEIGHS_ALL: Final = 15
"""A pair seen in so few complaints is as rare as one never seen."""
_MOST: Final = 255
_PRECISION: Final = 0.97
"""More than the 0.95 that is wanted: what a limit was chosen on always looks better than what comes after."""
_LIMITS: Final = tuple(round(0.5 + step / 100, 2) for step in range(50))
_NEIGHBOURS: Final = 20

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts found near each other, and their near-duplicate groups."""

    one: int
    other: int
    again: float


@dataclass(frozen=True, slots=True)
class Scores:
    """At one limit; ``pairs`` is how many pairs of texts share a group."""

    precision: float
    recall: float
    pairs: int


def write(folder: Path, *, today: date) -> None:
    """Both tables in place. Raises OSError where ``folder`` lacks a file."""
    tables = Path(lexicon.__file__).parent
    (tables / "pairs.tsv").write_text(pairs_table(folder, today=today), encoding="utf-8")
    sketch.forget_tables()
    (tables / "twins.tsv").write_text(limits_table(folder, today=today), encoding="utf-8")


def pairs_table(folder: Path, *, today: date) -> str:
    """Leaves out the half of the groups that measures."""
    texts = {row["text"] for name in COMPLAINTS for row in rows(folder, name) if not _measures(row)}
    seen = Counter(pair for text in texts for pair in sketch.pairs(text))
    weights: defaultdict[int, list[str]] = defaultdict(list)
    for pair, times in seen.items():
        if times >= _IN_AT_LEAST:
            weights[round(_MOST * log(len(texts) / times) / log(len(texts) / _WEIGHS_ALL))].append(pair)
    return (
        f"# origin: in how many of {len(texts)} different complaints a pair of characters stands "
        f"({', '.join(COMPLAINTS)}; without the half of the near-duplicate groups that measures): "
        f"those in at least {_IN_AT_LEAST}\n"
        f"# date: {today}\n"
        f"# no sentence can be rebuilt from it; made by nlp/train_twins.py\n"
        f"# label is not used; weight is {_MOST} for a pair in {_WEIGHS_ALL} complaints, 0 for one in all; "
        f"pairs not listed weigh {_MOST}\n"
    ) + "".join(f"pair\t{weight}\t{' '.join(sorted(words))}\n" for weight, words in sorted(weights.items()))


def limits_table(folder: Path, *, today: date) -> str:
    """``again`` for all topics is chosen anew, with the table of pairs in use; every other line stays."""
    grouped = list(rows(folder, GROUPED))
    found = near_pairs(grouped)
    chosen = choose(found)
    scores = measure(found, grouped, chosen)
    kept = [entry for entry in lexicon.read("twins") if (entry.label, entry.word) != (ANY_TOPIC, "again")]
    return (
        f'# origin: "again" chosen by nlp/train_twins.py on half of the near-duplicate groups of {len(grouped)} '
        f"complaints ({GROUPED}, split by group); on the other half, among all texts: "
        f"precision {scores.precision:.3f}, recall {scores.recall:.3f}, {scores.pairs} pairs. "
        '"event" chosen on 144 pairs read by hand\n'
        f"# date: {today}\n"
        "# label is a topic, or * for all others; weight is the score from which two messages are one matter; "
        "again: the same text told again; event: other words, same place\n"
        f"{ANY_TOPIC}\t{chosen}\tagain\n"
    ) + "".join(f"{entry.label}\t{entry.weight:g}\t{entry.word}\n" for entry in kept)


def near_pairs(grouped: Iterable[Row], *, least: float = _LIMITS[0]) -> list[Pair]:
    """Each pair once, found through the index as in use."""
    index, groups, found = TwinIndex(), list[int](), list[Pair]()
    for at, row in enumerate(grouped):
        made = signature(row["text"])
        near = index.search(made, _NEIGHBOURS, least=least)
        found += [Pair(row["dup_group"], groups[int(key)], nearness.again) for key, nearness in near]
        index.add(str(at), made)
        groups.append(row["dup_group"])
    return found


def choose(found: Iterable[Pair]) -> float:
    """The lowest limit that is precise enough in the half that chooses.

    A false pair counts twice there: among all texts a message meets twice as many strangers as in its half.
    """
    mine = [pair for pair in found if not _held(pair.one) and not _held(pair.other)]
    for limit in _LIMITS:
        right, wrong = _judged(mine, limit)
        if right and right / (right + 2 * wrong) >= _PRECISION:
            return limit
    return _LIMITS[-1]


def measure(found: Iterable[Pair], grouped: Iterable[Row], limit: float) -> Scores:
    """On pairs with at least one text in the half that measures; the other may be anywhere."""
    right, wrong = _judged([pair for pair in found if _held(pair.one) or _held(pair.other)], limit)
    sizes = Counter(row["dup_group"] for row in grouped if _measures(row))
    pairs = sum(size * (size - 1) // 2 for size in sizes.values())
    return Scores(right / max(right + wrong, 1), right / max(pairs, 1), pairs)


def _judged(found: Iterable[Pair], limit: float) -> tuple[int, int]:
    """How many of those at the limit are right, and wrong."""
    said = [pair.one == pair.other for pair in found if pair.again >= limit]
    return sum(said), len(said) - sum(said)


def rows(folder: Path, name: str) -> Iterator[Row]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _measures(row: Row) -> bool:
    return "dup_group" in row and _held(row["dup_group"])


def _held(group: int) -> bool:
    """Whether a group is in the half that measures."""
    return bool(zlib.crc32(str(group).encode()) & 1)


def main(arguments: list[str] | None = None) -> None:
    parser = ArgumentParser(prog="python -m nlp.train_twins", description="Writes pairs.tsv and twins.tsv anew.")
    parser.add_argument("folder", type=Path, help="where the private texts are, as JSON lines")
    parser.add_argument("date", type=date.fromisoformat, help="what to write as the day of training")
    asked = parser.parse_args(arguments)
    write(asked.folder, today=asked.date)


if __name__ == "__main__":
    main()
