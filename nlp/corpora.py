"""The labelled texts that the tables are learned from: private letters and this project's own sentences."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

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
    """Hunan bodies; their titles are learned from only, each in the group of the body it heads."""
    heads: dict[str, str] = {}
    for row in rows(data, "hunan_messages"):
        heads[row.get("title") or ""] = str(row["dup_group"])
        yield Example(row["text"], row["label"], str(row["dup_group"]))
    for number, row in enumerate(rows(data, "hunan_titles")):
        yield Example(row["title"], row["label"], heads.get(row["title"], f"title {number}"), extra=True)


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
    for row in rows(data, "hunan_titles")[::6]:
        yield Example(row["title"], "case", f"title {row['title']}")
    for row in rows(data, "kaohsiung_faq"):
        yield Example(row["question"], "case", f"kaohsiung {row['question']}")
    yield from (Example(text, "case", text) for _, _, text in sentences())
    for name, label in (("chitchat", "chat"), ("offensive", "abuse"), ("telecom_complaints", "case")):
        yield from (Example(row["text"], label, f"{name} {i}") for i, row in enumerate(rows(data, name)))
    yield from (Example(text, label, text) for label, text in table("scope") if label in _MANNERS)


def telecom(data: Path) -> Iterator[Example]:
    """What the operators of telephone and internet have to answer, and everything else."""
    for row in manners(data):
        theirs = row.group.startswith("telecom_complaints")
        yield Example(row.text, "telecom" if theirs else "other", row.group)
    for label, text in table("scope"):
        if label not in _MANNERS:
            yield Example(text, "telecom" if label == "telecom" else "other", text)


def dangers(data: Path) -> Iterator[Example]:
    """Own sentences; real letters stand for the many that call for nobody at once."""
    yield from (Example(text, label, text) for label, _hotline, text in table("danger"))
    for name in ("hunan_messages", "shanghai_petitions", "sichuan_messages", "fuzhou_hotline"):
        letters = rows(data, name)
        for number, row in enumerate(letters[:: max(1, len(letters) // _ENOUGH)]):
            yield Example(row["text"], "safe", f"{name} {number}")
    for name in ("website_reports", "offensive", "chitchat", "telecom_complaints"):
        yield from (Example(row["text"], "safe", f"{name} {i}") for i, row in enumerate(rows(data, name)))
    yield from (Example(text, "safe", text) for _, _, text in sentences())


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
