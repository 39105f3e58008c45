"""What splits do not share: labels, layout families, typefaces for handwriting, sentences, editions."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from typing import Final

import pytest

from records.cleaning import fold
from records.labels import load_labels
from synth import fonts
from synth.documents import FURTHER_PROSE
from synth.dossier import dossier
from synth.editions import COUNT, Edition, blueprints, edition_of
from synth.fonts.make import LETTERS
from synth.layouts.frames import FAMILIES, FRAMES
from synth.layouts.letter import LOOKS
from synth.papers import Language, Split
from synth.prose import sentences
from synth.wording import FOLDER, FURTHER, forms

SPLITS: Final[tuple[Split, ...]] = ("train", "dev", "test")
LEAST: Final = {"train": 12, "dev": 4, "test": 4}


def words(split: Split) -> dict[str, set[str]]:
    """Return the labels, titles, headings and letter heads of a split, folded."""
    table = tomllib.loads((FOLDER / f"{split}.toml").read_text(encoding="utf-8"))
    parts = {part: table[part] for part in ("fields", "titles", "headings", "letter")}
    return {
        part: {
            fold(text) for entry in entries.values() for group in entry.values() for text in group
        }
        for part, entries in parts.items()
    }


def known_to_forms() -> set[str]:
    """Return every label, heading and title that the form files or the shared labels list."""
    shared = load_labels()
    groups = [e.labels for e in shared.fields.values()] + list(shared.sections.values())
    for form in forms().values():
        groups += [form.titles, *form.sections.values()]
        groups += [group for spec in form.fields for group in (spec.labels, spec.named)]
    return {fold(text) for group in groups for texts in group.values() for text in texts}


@pytest.mark.parametrize("part", ["fields", "titles", "headings", "letter"])
def test_no_two_splits_share_words(part: str) -> None:
    for first, second in combinations(SPLITS, 2):
        assert not words(first)[part] & words(second)[part], (first, second)


@pytest.mark.parametrize("part", ["fields", "titles", "headings", "letter"])
def test_the_test_split_speaks_words_that_no_form_file_knows(part: str) -> None:
    assert not words("test")[part] & known_to_forms()


@pytest.mark.parametrize("part", ["fields", "titles", "headings", "persons"])
def test_further_words_are_those_of_no_other_split(part: str) -> None:
    tables = {
        source: tomllib.loads((FOLDER / f"{source}.toml").read_text(encoding="utf-8"))
        for source in (FURTHER, "dev", "test")
    }
    others = {fold(text) for source in ("dev", "test") for text in texts_of(tables[source])}
    for text in texts_of(tables[FURTHER][part]):
        said = any_wording(fold(text))
        assert not [other for other in others if said.fullmatch(other)], text
    assert set(tables[FURTHER][part]) == set(tables["dev"][part])


def texts_of(table: object) -> Iterator[str]:
    """Yield the texts of all lists of a table."""
    if isinstance(table, dict):
        for each in table.values():
            yield from texts_of(each)
    elif isinstance(table, list):
        yield from table


def any_wording(sentence: str) -> re.Pattern[str]:
    """Return an expression for all that "<either|or>" lets a sentence say."""
    told = {"<": "(?:", "|": "|", ">": ")", " ": ""}
    pieces = re.split(r"([<|> ])", sentence)
    return re.compile(r"\s*".join(told.get(piece, re.escape(piece)) for piece in pieces))


def sentences_of(table: object) -> set[str]:
    """Return the texts of all lists of a table, folded."""
    if isinstance(table, dict):
        return {text for each in table.values() for text in sentences_of(each)}
    assert isinstance(table, list)
    return {plain(text) for text in table}


def plain(text: str) -> str:
    """Return a sentence without accents, case and marks, but for those of its slots and choices."""
    flat = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return " ".join(re.sub(r"[^\w\s<|>{}]", " ", flat).split())


def test_further_sentences_are_those_of_no_other_split() -> None:
    told = {
        source: sentences_of(
            tomllib.loads((FOLDER.parent / "texts" / f"{source}.toml").read_text(encoding="utf-8"))
        )
        for source in (FURTHER, "dev", "test")
    }
    assert len(told[FURTHER]) > 150
    others = told["dev"] | told["test"]
    for sentence in told[FURTHER]:
        said = any_wording(sentence)
        assert not [other for other in others if said.fullmatch(other)], sentence


def test_further_editions_have_further_words_and_no_layout_of_dev_or_test() -> None:
    made = [
        edition_of(
            "orr_intake", stratum="unseen", split="train", number=n, language="en", further=True
        )
        for n in range(40)
    ]
    assert len({edition.id for edition in made}) == 40
    assert not {e.layout for e in made} & {*FAMILIES["dev"], *FAMILIES["test"]}
    labels = {q.label for e in made for s in e.sections for q in s.questions}
    own = {
        q.label
        for e in editions("train", "train")
        if e.document_type == "orr_intake" and e.language == "en"
        for s in e.sections
        for q in s.questions
    }
    assert len(labels) > 3 * len(own)


def test_every_split_has_words_for_every_field_of_the_blueprints() -> None:
    attributes = {
        split: set(tomllib.loads((FOLDER / f"{split}.toml").read_text(encoding="utf-8"))["fields"])
        for split in SPLITS
    }
    assert attributes["train"] == attributes["dev"] == attributes["test"]


def test_no_two_groups_share_a_layout_family() -> None:
    for first, second in combinations(FAMILIES.values(), 2):
        assert not set(first) & set(second)
    assert {name for group in FAMILIES.values() for name in group} == set(FRAMES)


@pytest.mark.parametrize("part", ["name", "arrangement", "head", "paragraphs"])
def test_no_two_groups_share_a_way_to_set_letters(part: str) -> None:
    ways = {group: {getattr(look, part) for look in looks} for group, looks in LOOKS.items()}
    assert set(ways) == {"registered", *SPLITS}
    assert all(len(each) >= 2 for each in ways.values())
    for first, second in combinations(ways.values(), 2):
        assert not first & second


def test_no_two_splits_share_a_foot_of_letters() -> None:
    feet = {split: {look.footer for look in LOOKS[split]} - {"none"} for split in SPLITS}
    assert all(feet.values())
    assert len(set().union(*feet.values())) == sum(map(len, feet.values()))


def test_no_hand_and_no_typewriter_writes_in_two_splits() -> None:
    for role in ("hand", "typewriter"):
        for first, second in combinations(SPLITS, 2):
            assert not set(fonts.names(role, first)) & set(fonts.names(role, second))
    assert all(len(fonts.names("hand", split)) >= LEAST[split] for split in SPLITS)


def test_no_two_groups_share_a_sentence_of_a_form() -> None:
    for kind, language in (("dhs_i862", "en"), ("birth_certificate", "es")):
        told = [
            set(sentences(kind, group, language))
            for group in ("registered", *SPLITS, *FURTHER_PROSE)
        ]
        assert all(told)
        for first, second in combinations(told, 2):
            assert not first & second


def editions(split: Split, group: str) -> list[Edition]:
    made = []
    for kind, plan in blueprints().items():
        for language in plan["languages"]:
            spoken: Language = language
            made += [
                edition_of(
                    kind,
                    stratum="registered" if group == "registered" else "unseen",
                    split=split,
                    number=number,
                    language=spoken,
                )
                for number in range(COUNT[group])
            ]
    return made


@pytest.mark.parametrize("group", ["registered", "test"])
def test_an_edition_asks_nothing_twice(group: str) -> None:
    for edition in editions("test", group):
        for section in edition.sections:
            asked = [(q.names, q.compose, q.index) for q in section.questions if q.names]
            assert len(asked) == len(set(asked)), edition.id


def test_an_edition_of_forms_is_the_same_in_every_split() -> None:
    assert editions("train", "registered") == editions("test", "registered")


def test_every_question_has_a_label_in_the_words_of_its_group() -> None:
    for edition in editions("test", "test"):
        for section in edition.sections:
            for question in section.questions:
                assert question.label
                assert "_" not in question.label


def test_typefaces_hold_every_letter_that_papers_may_have() -> None:
    for split in SPLITS:
        for number in range(12):
            for paper in dossier(number, seed=9, split=split).papers:
                texts = [answer.value or answer.nothing for answer in paper.answers]
                texts += [run.text for paragraph in paper.paragraphs for run in paragraph]
                assert not set("".join(texts)) - set(LETTERS), paper.document_type
    for table in FOLDER.glob("*.toml"):
        assert not set(table.read_text(encoding="utf-8")) - set(LETTERS) - {"\n"}, table.name


def test_a_hand_without_a_letter_gives_way_to_one_that_has_it() -> None:
    lacking = next(n for n in fonts.names("hand", "test") if "ț" in fonts.typefaces()[n].lacks)
    other = fonts.able(lacking, "Ionuț", split="test")
    assert other in fonts.names("hand", "test")
    assert "ț" not in fonts.typefaces()[other].lacks
    assert fonts.able(lacking, "Rosa", split="test") == lacking


def told(split: Split) -> dict[tuple[str, ...], set[str]]:
    """Return the sentences of running text of a split by section."""
    path = FOLDER.parent / "texts" / f"{split}.toml"
    found: dict[tuple[str, ...], set[str]] = {}
    stack: list[tuple[tuple[str, ...], object]] = [((), tomllib.loads(path.read_text("utf-8")))]
    while stack:
        where, entry = stack.pop()
        if isinstance(entry, dict):
            stack += [((*where, key), value) for key, value in entry.items()]
        elif isinstance(entry, list):
            found[where] = set(entry)
    return found


def test_no_two_splits_share_a_sentence_of_running_text() -> None:
    sentences_of = {split: set().union(*told(split).values()) for split in SPLITS}
    for first, second in combinations(SPLITS, 2):
        assert not sentences_of[first] & sentences_of[second]
        assert told(first).keys() == told(second).keys()
