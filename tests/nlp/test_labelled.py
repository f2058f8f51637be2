"""Sentences whose labels are known: read, refused, and counted before and after."""

from pathlib import Path

import pytest

from nlp import labelled
from nlp.labelled import Sentence
from nlp.labels import LABELS
from nlp.lexicon import LexiconError
from nlp.overlay import Overlay
from tests.architecture.source import ROOT
from tests.nlp.lessons import SURELY_NOTHING
from tracker.policy.load import load_policy
from tracker.rules.words import Conduct, Kind


def test_the_labels_are_those_that_an_officer_may_choose_from() -> None:
    policy = load_policy()
    assert LABELS["kind"] == tuple(Kind)
    assert set(LABELS["conduct"]) == set(Conduct)
    assert (set(LABELS["topics"]), set(LABELS["departments"])) == (set(policy.topics), set(policy.functions))


def test_the_projects_own_sentences_can_be_read() -> None:
    for folder in (ROOT / "tests/nlp/sentences", ROOT / "nlp/sentences"):
        assert len(labelled.read(folder)) > 500


def test_several_faults_are_each_right(tmp_path: Path) -> None:
    (tmp_path / "own.tsv").write_text("# origin: 试验\ncomplaint\tdelay+attitude\tobvious\t拖着不办还骂人\n", "utf-8")
    (tmp_path / "others.tsv").write_text("case\t没水\n", "utf-8")
    (sentence,) = labelled.read(tmp_path)
    assert (sentence.where, sentence.labels["conduct"]) == ("own.tsv:2", frozenset(["delay", "attitude"]))


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("complaint\tdelay\t拖着不办", "应为"),
        ("complaint\trude\t-\t骂人", "没有“rude”"),
        ("拆迁\tnone\t-\t拆了", "没有“拆迁”"),
    ],
)
def test_a_bad_line_is_refused_with_file_and_number(tmp_path: Path, line: str, complaint: str) -> None:
    table = tmp_path / "own.tsv"
    table.write_text(f"complaint\tnone\t-\t路灯坏了\n{line}\n", "utf-8")
    with pytest.raises(LexiconError, match=rf"own\.tsv:2：{complaint}"):
        labelled.read(table)


def test_a_folder_without_sentences_says_what_is_wanted(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "missing.tsv"):
        with pytest.raises(LexiconError, match=r"这里没有检验句.*--sentences"):
            labelled.read(place)


def test_what_was_gained_and_what_was_lost_is_counted() -> None:
    rows = [("推来推去", "buck_passing"), ("推来推去", "none"), ("路灯", "none")]
    sentences = [
        Sentence(f"own.tsv:{n}", text, {"kind": frozenset(["complaint"]), "conduct": frozenset([label])})
        for n, (text, label) in enumerate(rows)
    ]
    strong = Overlay({"conduct": {"推来推去": {"buck_passing": 3.0, "none": -3.0}}})
    kind, conduct = labelled.tested(lambda text: (SURELY_NOTHING, text.split()), sentences, Overlay(), strong)
    assert (kind.total, kind.before, kind.after, kind.lost) == (3, 3, 3, ())
    assert (conduct.total, conduct.before, conduct.after) == (3, 2, 2)
    assert [sentence.where for sentence in conduct.lost] == ["own.tsv:1"]


def test_a_word_of_most_sentences_is_an_everyday_word() -> None:
    texts = [["我们", f"事{n}"] for n in range(200)]
    assert labelled.everyday(texts) == {"我们"}
