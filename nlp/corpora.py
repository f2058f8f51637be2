"""The labelled texts that the tables are learned from: private letters and this project's own sentences."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from nlp.pairing import nearest

_SENTENCES = Path(__file__).parent / "sentences"
_FUNCTIONS = {"镇政府": "镇街", "街道": "镇街", "交警公安": "公安交警", "应急消防民防": "应急消防"}
_NO_FUNCTION = ("其他", "管委会园区", "区政府及办公室")
_FEWEST = 20
_ENOUGH = 1500
_MANNERS = ("case", "chat", "abuse", "spam")
_WISHES = {"投诉": "complaint", "咨询": "consult", "建议": "suggest", "举报": "report", "求助": "help"}


@dataclass(frozen=True, slots=True)
class Example:
    """``group``: texts of one group stay on one side of every split. ``extra``: never tested on.

    ``also``: labels that are right as well, of a text with several faults.
    """

    text: str
    label: str
    group: str
    extra: bool = False
    also: tuple[str, ...] = ()


def rows(data: Path, name: str) -> list[dict[str, str]]:
    with (data / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def topics(data: Path) -> Iterator[Example]:
    """Hunan bodies; titles are learned from only, each in the group of the body that it is most like.

    Many titles head a body that is in the set without saying so.
    """
    bodies, titles = rows(data, "hunan_messages"), rows(data, "hunan_titles")
    for row in bodies:
        yield Example(row["text"], row["label"], str(row["dup_group"]))
    heads = nearest([row["title"] for row in titles], [row.get("title", "") + row["text"] for row in bodies])
    for row, body in zip(titles, heads, strict=True):
        yield Example(row["title"], row["label"], str(bodies[body]["dup_group"]), extra=True)


def headed_topics(data: Path) -> Iterator[Example]:
    """The same, tested on the bodies whose title is known, under their titles."""
    heads = [row.get("title") for row in rows(data, "hunan_messages")]
    for example, title in zip_longest(topics(data), heads):
        yield replace(example, text=f"{title}。{example.text}") if title else replace(example, extra=True)


def departments(data: Path) -> Iterator[Example]:
    """Shanghai letters, by the function of the body that answered."""
    letters = [(_function(row["agency_category"]), row) for row in rows(data, "shanghai_petitions")]
    counts: dict[str, int] = {}
    for function, _ in letters:
        counts[function] = counts.get(function, 0) + 1
    for number, (function, row) in enumerate(letters):
        if function not in _NO_FUNCTION and counts[function] >= _FEWEST:
            yield Example(f"{row['title']}。{row['text']}", function, str(row.get("dup_group", number)))


def _function(category: str) -> str:
    return _FUNCTIONS.get(category, category)


def kinds(_: Path) -> Iterator[Example]:
    """Own sentences."""
    for kind, _faults, text in sentences():
        first, *also = kind.split("/")
        yield Example(text, first, text, also=tuple(also))


def calls(data: Path) -> Iterator[Example]:
    """The calls of one hotline, with the kind that its clerk wrote down: to measure with."""
    for number, row in enumerate(rows(data, "fuzhou_hotline")):
        yield Example(f"{row['title']}。{row['text']}", _WISHES[row["type"]], f"fuzhou {number}")


def conducts(_: Path) -> Iterator[Example]:
    """Own sentences."""
    for _kind, faults, text in sentences():
        first, *also = faults.split("+")
        yield Example(text, first, text, also=tuple(also))


def manners(data: Path) -> Iterator[Example]:
    """How people write who have a matter for this office, and how others do."""
    for name in ("hunan_messages", "shanghai_petitions", "sichuan_messages", "fuzhou_hotline", "website_reports"):
        letters = rows(data, name)
        for number, row in enumerate(letters[:: max(1, len(letters) // _ENOUGH)]):
            yield Example(row["text"], "case", f"{name} {number}")
    yield from (Example(text, "case", text) for text in brief(data))
    yield from (Example(text, "case", text) for _, _, text in sentences())
    yield from (Example(text, "case", text) for label, _, text in table("danger") if label == "danger")
    for name, label in (("chitchat", "chat"), ("offensive", "abuse"), ("telecom_complaints", "case")):
        yield from (Example(row["text"], label, f"{name} {i}") for i, row in enumerate(rows(data, name)))
    yield from (Example(text, label, text) for label, text in table("scope") if label in _MANNERS)


def owners(data: Path) -> Iterator[Example]:
    """Whose job a matter is: courts, party discipline, the army, operators of telephone and internet, or others'."""
    for row in manners(data):
        theirs = row.group.startswith("telecom_complaints")
        yield Example(row.text, "telecom" if theirs else "other", row.group)
    yield from (Example(text, label, text) for label, text in table("scope") if label not in _MANNERS)


def dangers(data: Path) -> Iterator[Example]:
    """Own sentences; real letters stand for the many that call for nobody at once.

    Those who ask for help may be in danger, whatever fault was asked about.
    """
    yield from (Example(text, label, text) for label, _hotline, text in table("danger"))
    for name in ("hunan_messages", "shanghai_petitions", "sichuan_messages", "fuzhou_hotline"):
        letters = rows(data, name)
        for number, row in enumerate(letters[:: max(1, len(letters) // _ENOUGH)]):
            yield Example(row["text"], "safe", f"{name} {number}")
    for name in ("website_reports", "offensive", "chitchat", "telecom_complaints"):
        yield from (Example(row["text"], "safe", f"{name} {i}") for i, row in enumerate(rows(data, name)))
    yield from (Example(text, "safe", text) for text in brief(data))
    yield from (Example(text, "safe", text) for kind, _, text in sentences() if "help" not in kind)
    yield from (Example(text, "safe", text) for _, text in table("scope"))


def brief(data: Path) -> Iterator[str]:
    """Short real texts: letters are long, what is sent to a bot is not."""
    yield from (row["title"] for row in rows(data, "hunan_titles")[::3])
    yield from (row["question"] for row in rows(data, "kaohsiung_faq"))


def hotlines(_: Path) -> Iterator[Example]:
    """Own sentences of danger, by the number to call."""
    for label, numbers, text in table("danger"):
        if label == "danger":
            first, *also = numbers.split("/")
            yield Example(text, first, text, also=tuple(also))


def table(name: str) -> Iterator[list[str]]:
    """The fields of every line of the sentences whose file begins with ``name``."""
    for path in sorted(_SENTENCES.glob(f"{name}*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line.split("\t")


def sentences() -> Iterator[tuple[str, str, str]]:
    """Kind, faults joined by ``+``, text of every sentence under ``nlp/sentences``."""
    for kind, faults, _traits, text in table("train_"):
        yield kind, faults, text
