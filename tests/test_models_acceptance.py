"""What is shipped: refused where it was changed, scored as it was fitted, released as certificates say."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from extract.features import FEATURES
from models.acceptance import FUSION, shipped_judge
from models.fusion import Fusion
from models.weights import MANIFEST, SHIPPED, listed, ship, shipped
from records.errors import WeightsError


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "shipped"))


@pytest.mark.parametrize("name", listed())
def test_a_file_that_was_changed_is_refused(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(bytes(data))
    with pytest.raises(WeightsError, match="changed or damaged"):
        shipped(name, folder=copy)


def test_a_file_that_is_not_listed_is_refused(copy: Path) -> None:
    (copy / "more.onnx").write_bytes(b"x")
    with pytest.raises(WeightsError):
        shipped("more.onnx", folder=copy)


def test_a_missing_list_is_told(copy: Path) -> None:
    (copy / MANIFEST).unlink()
    with pytest.raises(WeightsError, match="install"):
        listed(folder=copy)


def test_what_is_shipped_anew_takes_the_place_of_all_before(copy: Path) -> None:
    ship({"one.json": b"{}"}, folder=copy)
    assert list(listed(folder=copy)) == ["one.json"]
    assert shipped("one.json", folder=copy) == b"{}"


def test_no_pickle_is_loaded_with_the_judge() -> None:
    seen: list[str] = []
    sys.addaudithook(lambda event, _: seen.append(event) if event.startswith("pickle") else None)
    shipped_judge.cache_clear()
    judge = shipped_judge()
    judge.score(np.zeros((1, len(FEATURES)), dtype=np.float32))
    assert seen == []


def test_the_model_takes_the_features_there_are_and_no_other_number() -> None:
    fusion = Fusion(shipped(FUSION))
    assert fusion.width == len(FEATURES)
    with pytest.raises(ValueError, match="features"):
        fusion.score(np.zeros((1, fusion.width + 1), dtype=np.float32))


@pytest.mark.parametrize(("name", "sense"), [(n, s) for n, s in FEATURES.items() if s])
def test_more_of_what_speaks_for_a_value_never_lowers_its_score(name: str, sense: int) -> None:
    random = np.random.default_rng(5)
    rows = random.uniform(0, 100, (40, len(FEATURES))).astype(np.float32)
    rows[:, : len(FEATURES) // 2] /= 100
    more = rows.copy()
    more[:, list(FEATURES).index(name)] += sense * random.uniform(0, 50, 40).astype(np.float32)
    judge = shipped_judge()
    assert (judge.score(more) >= judge.score(rows) - 1e-6).all()


def test_confidence_rises_with_the_score_and_stays_a_probability() -> None:
    judge = shipped_judge()
    told = [judge.confidence("a_number", score) for score in np.linspace(-9, 9, 40)]
    assert told == sorted(told)
    assert told[0] >= 0 and told[-1] <= 1


def test_another_agencys_documents_are_under_no_provisional_certificate() -> None:
    judge = shipped_judge()
    known, other = judge.for_type("orr_intake"), judge.for_type("doj_fara_short_form")
    assert judge.certificates and known.covers("dates") and not other.covers("dates")
    own = replace(judge.certificates[0], provisional=False)
    assert replace(judge, certificates=(own,)).for_type("doj_fara_short_form").covers("dates")


def test_shipped_certificates_are_provisional_and_say_so() -> None:
    for certificate in shipped_judge().certificates:
        assert certificate.provisional
        assert certificate.name.startswith("provisional-")
