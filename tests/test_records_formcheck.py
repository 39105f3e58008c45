"""`casefile forms check`: every fault it knows, with the line where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.formcheck import Fault, check_form, line_of
from records.labels import load_labels
from records.vocabulary import load_vocabulary
from tests.fakes import ROOT

HEAD = 'type = "dhs_ar11"\ntitles.en = ["Change of Address"]\n'  # lines 1 and 2
NAME = '[[fields]]\nname = "subject.family_name"\n'
SEX = '[[fields]]\nname = "subject.sex"\nlabels.en = ["Sex"]\n'
ANCHOR = '{ text = "Sex", box = [1, 2, 3, 4] },'
COMMON = "common_labels = true\n"
OWN = '[[fields]]\nname = "separation.reason"\n'
READ = '[[editions]]\nid = "a"\nsource = "read"\npage_size = [612, 792]\n'
ANCHORED = READ + f"anchors = [{ANCHOR * 5}]\n"


def check(folder: Path, text: str) -> tuple[Fault, ...]:
    path = folder / "form.toml"
    path.write_text(text, encoding="utf-8")
    return check_form(path, load_vocabulary(), load_labels())


@pytest.mark.parametrize("path", sorted((ROOT / "forms").glob("*.toml")), ids=lambda p: p.stem)
def test_every_shipped_form_holds(path: Path) -> None:
    assert check_form(path, load_vocabulary(), load_labels()) == ()


@pytest.mark.parametrize(
    "text, line, told",
    [
        pytest.param("type = \n", 1, "not valid TOML", id="not TOML"),
        pytest.param('type = "narrative"\nmarks = [\n', 2, "not valid TOML", id="open at the end"),
        pytest.param(HEAD + "colour = 3\n", 3, "colour", id="unknown key"),
        pytest.param('x = 1\ntype = "invoice"\n', 1, "x: ", id="unknown key before the type"),
        pytest.param("\ntype = 'invoice'\n", 2, "'invoice' is not in the vocabulary", id="type"),
        pytest.param(
            HEAD + NAME + '\n[[fields]]\nlabels.en = ["Shoe"]\nname = "subject.shoe"\n',
            8,
            "'subject.shoe' is not in the vocabulary",
            id="field name",
        ),
        pytest.param(
            HEAD + SEX + NAME + 'labels.en = ["A"]\nlabels.fr = ["B"]\n',
            9,
            "labels.fr",
            id="french",
        ),
        pytest.param(HEAD + SEX + 'pattern = "(a"\n', 6, "not a regular expression", id="regex"),
        pytest.param(HEAD + SEX + "zone = [1, 2, 3, 4]\n", 1, "a zone needs", id="no read edition"),
        pytest.param('type = "dhs_ar11"\n' + SEX, 1, "no titles", id="no titles"),
        pytest.param(HEAD + "titles.es = ['X']\n", 3, "titles in 'es'", id="language of titles"),
        pytest.param(HEAD + SEX + 'labels.es = ["Sexo"]\n', 6, "labels in 'es'", id="of labels"),
        pytest.param(HEAD + NAME + 'labels.en = ["A", " "]\n', 5, "an empty label", id="empty"),
        pytest.param(HEAD + SEX + 'place = ["margin"]\n', 6, "needs a pattern", id="margin"),
        pytest.param(HEAD + SEX + 'place = ["sentence"]\n', 6, "needs a pattern", id="sentence"),
        pytest.param(HEAD + SEX + "part = 1\n", 6, "at least two", id="one part"),
        pytest.param(HEAD + SEX + "part = 1\n" + SEX + "part = 3\n", 6, "1, 2 and", id="no part 2"),
        pytest.param(HEAD + SEX + 'captions = ["M", "F"]\n', 6, "boxes of a zone", id="captions"),
        pytest.param(HEAD + NAME, 4, "nothing can find it", id="not findable"),
        pytest.param(
            HEAD + SEX + '[fields.choices]\n"M" = ["Male"]\n"W" = ["Woman"]\n',
            8,
            "'W' is not a value of kind sex",
            id="choice",
        ),
        pytest.param(HEAD + SEX + "choices.M = []\n", 6, "no printed option", id="empty choice"),
        pytest.param(HEAD + SEX + "signature = true\n", 6, "a signature is a flag", id="signature"),
        pytest.param(
            HEAD + READ + SEX + "zone = [1, 2, 3, 4]\n", 3, "at least 5 anchors", id="few"
        ),
        pytest.param(
            HEAD + ANCHORED + SEX + "zone = [3, 2, 1, 4]\n", 11, "zone is no box", id="turned zone"
        ),
        pytest.param(
            HEAD + ANCHORED + SEX + "zone = [1, 2, 700, 4]\n", 11, "zone is no box", id="off page"
        ),
        pytest.param(
            HEAD + SEX + 'named.es = ["Sexo"]\n[persons.subject]\nes = ["menor"]\n',
            8,
            "persons.subject: words in 'es'",
            id="language of persons",
        ),
        pytest.param(
            HEAD + '[sections.subject]\nes = ["Menor"]\n' + SEX,
            4,
            "sections.subject: words in 'es'",
            id="language of sections",
        ),
        pytest.param(
            HEAD + '[persons.subject]\nen = [""]\n' + SEX, 4, "an empty label", id="empty word"
        ),
        pytest.param(
            HEAD + '[headings]\nes = ["Datos"]\n' + SEX, 4, "headings in 'es'", id="of headings"
        ),
        pytest.param(
            HEAD + '[sections.captain]\nen = ["Crew"]\n' + SEX,
            3,
            "sections: role 'captain'",
            id="role of a section",
        ),
        pytest.param('type = "TODO"\n', 1, "TODO: give the document type", id="type to do"),
        pytest.param(
            'type = "dhs_ar11"\ntitles.en = ["TODO"]\n', 2, "TODO: give the form", id="title to do"
        ),
        pytest.param(
            HEAD + SEX.replace("subject.sex", "TODO"), 4, "TODO: 'Sex' has no field", id="to do"
        ),
        pytest.param(
            HEAD + '[[fields]]\nname = "TODO"\n', 4, "TODO: an entry without", id="no label to do"
        ),
        pytest.param(
            HEAD + '[persons.captain]\nen = ["Captain"]\n' + SEX, 3, "role 'captain'", id="role"
        ),
        pytest.param(
            HEAD + 'bare_roles = ["sponsor"]\n' + SEX, 3, "no field of role 'sponsor'", id="bare"
        ),
        pytest.param(
            HEAD + 'whole_names = ["subject"]\n' + NAME,
            3,
            "has no family_name and",
            id="whole name",
        ),
        pytest.param(HEAD + SEX + 'named.en = ["Sex"]\n', 6, "nothing can name it", id="nobody"),
        pytest.param(HEAD + COMMON + OWN, 5, "none are shared", id="neither own nor shared"),
        pytest.param(
            HEAD + COMMON + NAME + "common = false\n", 5, "no labels, no zone", id="own only"
        ),
        pytest.param(
            HEAD + COMMON + OWN + 'labels.en = ["Tie to {captain}"]\n',
            6,
            "no words for {captain}",
            id="no words",
        ),
        pytest.param(
            HEAD + COMMON + OWN + 'labels.en = ["The {subject} file"]\n',
            6,
            "must stand at one end",
            id="placeholder in the middle",
        ),
        pytest.param(HEAD + READ + READ, 8, "a second edition 'a'", id="two of one id"),
        pytest.param(
            HEAD + ANCHORED + ANCHORED, 12, "a second edition with anchors", id="two measured"
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, line: int, told: str) -> None:
    found = [fault for fault in check(tmp_path, text) if told in fault.reason]
    assert [fault.line for fault in found] == [line]


def test_all_faults_are_told_at_once_and_in_order(tmp_path: Path) -> None:
    text = HEAD + NAME + SEX + 'labels.es = ["Sexo"]\nsignature = true\n'
    assert [fault.line for fault in check(tmp_path, text)] == [4, 8, 9]


def test_what_cannot_be_read_has_no_line(tmp_path: Path) -> None:
    (fault,) = check_form(tmp_path / "none.toml", load_vocabulary(), load_labels())
    assert str(fault) == "cannot be read as UTF-8 text"


def test_an_entry_in_an_inline_table_is_on_the_tables_line() -> None:
    assert line_of('a = 1\ndate_order = { en = "ymd" }\n', ("date_order", "en")) == 2


def test_an_option_may_say_that_there_is_no_value(tmp_path: Path) -> None:
    options = '[fields.choices]\n"M" = ["Male"]\n"" = ["Not stated"]\n'
    assert check(tmp_path, HEAD + SEX + options) == ()
