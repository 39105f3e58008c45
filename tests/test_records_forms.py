"""Form files: what ships loads, and each mistake stops with one line that names the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.errors import ConfigError, FormError
from records.forms import load_forms
from records.types import BBox
from tests.fakes import ROOT

SHIPPED = ROOT / "forms"
GOOD = 'type = "narrative"\n'
FIELD = '[[fields]]\nname = "subject.family_name"\n'
READ = '[[editions]]\nid = "seen"\nsource = "read"\n'
ASSUMED = '[[editions]]\nid = "guessed"\nsource = "assumed"\n'


def refused(folder: Path, text: str | bytes, *, name: str = "new.toml") -> str:
    """Return what loading says to a folder with that one form."""
    body = text.encode("utf-8") if isinstance(text, str) else text
    (folder / name).write_bytes(body)
    with pytest.raises(FormError) as caught:
        load_forms(folder)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(f"{name}: ")
    return message


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda p: p.stem)
def test_a_shipped_form_loads_under_its_own_name(path: Path) -> None:
    assert path.stem in load_forms(SHIPPED).forms


def test_all_forms_of_the_first_release_are_there() -> None:
    assert set(load_forms(SHIPPED).forms) >= {
        "dhs_i213",
        "dhs_i831",
        "orr_sponsor_application",
        "orr_verification_of_release",
        "orr_discharge_notification",
        "narrative",
        "unknown",
    }


def test_only_read_editions_of_shipped_forms_have_zones() -> None:
    forms = load_forms(SHIPPED).forms.values()
    zoned = {form.type for form in forms if any(spec.zone for spec in form.fields)}
    assert "dhs_i213" in zoned
    assert all(f.read_edition is not None for f in forms if f.type in zoned)


def test_a_form_needs_no_more_than_its_type(tmp_path: Path) -> None:
    (tmp_path / "new.toml").write_text(GOOD)
    forms = load_forms(tmp_path)
    assert set(forms.forms) == {"narrative"}
    assert forms.forms["narrative"].max_pages == 1


def test_what_a_form_file_says_is_what_comes_out(tmp_path: Path) -> None:
    more = 'labels.es = ["Apellidos"]\nzone = [1, 2, 3, 4]\npattern = "(\\\\d+)"\n'
    (tmp_path / "new.toml").write_text(GOOD + READ + FIELD + more)
    form = load_forms(tmp_path).forms["narrative"]
    (spec,) = form.fields
    assert spec.labels == {"es": ("Apellidos",)}
    assert spec.box == BBox(x0=1, top=2, x1=3, bottom=4)
    assert spec.pattern == r"(\d+)"
    assert form.read_edition is not None and form.read_edition.id == "seen"


def test_the_kind_of_a_field_is_the_vocabularys() -> None:
    assert load_forms(SHIPPED).kind("subject.date_of_birth") == "date"


@pytest.mark.parametrize(
    "text, told",
    [
        pytest.param(GOOD + "colour = 3\n", "colour", id="unknown key"),
        pytest.param(GOOD + FIELD + "colour = 3\n", "fields.0.colour", id="unknown key of a field"),
        pytest.param(GOOD + READ + "colour = 3\n", "editions.0.colour", id="of an edition"),
        pytest.param("max_pages = 1\n", "type", id="no type"),
        pytest.param('type = "invoice"\n', "'invoice' is not in the vocabulary", id="unknown type"),
        pytest.param(
            GOOD + '[[fields]]\nname = "subject.shoe_size"\n',
            "'subject.shoe_size' is not in the vocabulary",
            id="unknown field name",
        ),
        pytest.param(GOOD + FIELD + "zone = [1, 2, 3, 4]\n", "read", id="zone, no edition"),
        pytest.param(
            GOOD + ASSUMED + FIELD + "zone = [1, 2, 3, 4]\n", "read", id="zone, assumed edition"
        ),
        pytest.param(GOOD + READ + FIELD + "zone = [1, 2, 3]\n", "fields.0.zone", id="short zone"),
        pytest.param(GOOD + FIELD + 'pattern = "(a"\n', "not a regular expression", id="bad regex"),
        pytest.param(GOOD + FIELD + 'labels.fr = ["Nom"]\n', "fields.0.labels", id="language"),
        pytest.param(GOOD + FIELD + 'place = ["left"]\n', "fields.0.place", id="place"),
        pytest.param(GOOD + "max_pages = 0\n", "max_pages", id="no pages"),
        pytest.param(GOOD + 'date_order.en = "ymd"\n', "date_order", id="date order"),
        pytest.param(GOOD + '[[editions]]\nid = "x"\nsource = "heard"\n', "source", id="source"),
        pytest.param("type = \n", "not valid TOML", id="not TOML"),
        pytest.param(b'type = "narrativ\xe9"\n', "UTF-8", id="not UTF-8"),
    ],
)
def test_a_mistake_is_told_in_one_line(tmp_path: Path, text: str | bytes, told: str) -> None:
    assert told in refused(tmp_path, text)


def test_a_second_form_of_a_type_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    assert "second form of type 'narrative'" in refused(tmp_path, GOOD, name="b.toml")


def test_a_folder_in_the_place_of_a_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "new.toml").mkdir()
    with pytest.raises(FormError, match=r"^new\.toml: cannot be read"):
        load_forms(tmp_path)


@pytest.mark.parametrize("names", [(), ("vocabulary.toml",), ("form.txt",)])
def test_a_directory_without_a_form_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        (tmp_path / name).write_text("")
    with pytest.raises(FormError, match="--forms"):
        load_forms(tmp_path)


def test_a_broken_form_is_a_matter_of_configuration() -> None:
    assert issubclass(FormError, ConfigError)
    assert FormError("x").exit_status == 2


def test_a_forms_directory_may_bring_its_own_type_and_field(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.toml").write_text(
        '[document_types]\ncounty_card = "A card"\n'
        '[fields."subject.shelf"]\nkind = "identifier"\nabout = "shelf mark"\n'
    )
    (tmp_path / "card.toml").write_text(
        'type = "county_card"\n[[fields]]\nname = "subject.shelf"\n'
    )
    forms = load_forms(tmp_path)
    assert set(forms.forms) == {"county_card"}
    assert forms.kind("subject.shelf") == "identifier"
