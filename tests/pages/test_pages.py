"""Pages hold what studies found, and say when they are of another study than the config asks for."""

import json
from pathlib import Path

import pandas as pd
import pytest
from overlays import ROOT, with_overlays

from rnn_geometry.pages.asked import FOLDER, fingerprint, pages_of, pictures_in
from rnn_geometry.pages.kept import origin_of, verdicts_of
from rnn_geometry.pages.tables import TABLES, told
from rnn_geometry.pages.write import written
from rnn_geometry.study.study import Study

KEPT = sorted(path.parent.name for path in (ROOT / FOLDER).glob("*/study.json"))
PAGES = pages_of(ROOT)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_tables_of_a_page_are_those_of_the_kept_studies(page):
    assert page.read_text(encoding="utf-8") == written(page, ROOT / FOLDER), "run: python -m rnn_geometry.pages"


@pytest.mark.parametrize("study", KEPT)
def test_a_kept_study_is_the_one_that_its_config_asks_for(study):
    kept = json.loads((ROOT / FOLDER / study / "study.json").read_text())
    asked = Study.from_config(with_overlays(*kept["config"]))
    names = " ".join(kept["config"])
    assert kept["fingerprint"] == fingerprint(asked), f"run: make pages STUDY='--configfile {names}'"


@pytest.mark.parametrize("study", KEPT)
def test_every_picture_that_pages_show_of_a_study_is_kept_and_no_other(study):
    pictures = {path.stem for path in (ROOT / FOLDER / study).glob("*.png")}
    assert pictures == set(pictures_in(PAGES, study))


def test_another_recipe_seed_or_cell_is_another_study_and_another_corpus_folder_is_not():
    def of(change):
        return fingerprint(Study.from_config(with_overlays("config/smoke.yaml") | change))

    config = with_overlays("config/smoke.yaml")
    study = config["study"]
    recipes = config["recipes"]
    changed = {name: recipe | {"l2": 0.5} for name, recipe in recipes.items()}
    cells = config["cells"] | {"gru": {"type": "gru", "hidden_size": 12}}
    changes = [{}, {"study": study | {"seed": 7}}, {"recipes": changed}, {"cells": cells}]
    assert len(set(map(of, changes))) == len(changes)
    assert of({"corpora_dir": "elsewhere"}) == of({})


def page(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "page.md"
    path.write_text(text)
    return path


def keep(folder: Path, study: str, claims: list[dict]) -> None:
    (folder / study).mkdir(parents=True)
    columns = {"groups_undetermined": 0, "margin": 0.5, "passed_by": "", "fails": ""}
    pd.DataFrame([columns | claim for claim in claims]).to_csv(folder / study / "claims.csv", index=False)
    origin = {"study": study, "config": ["config.yaml"], "seed": 1, "networks": 3, "seeds": "0 to 2", "commit": "abc1234"}
    origin |= {"machine": "a processor, 2 cores", "last": "2026-11-27T10:00:00+00:00"}
    (folder / study / "study.json").write_text(json.dumps(origin))


CLAIM = {"claim": "simplex", "verdict": "partly", "groups": 2, "groups_passing": 1, "fails": "angle: gru on planar"}
NOT_RUN = {"claim": "natural", "verdict": "not run", "groups": 0, "groups_passing": 0}


def test_verdicts_of_several_studies_stand_in_one_table_each_where_it_was_run(tmp_path):
    keep(tmp_path, "default", [CLAIM, NOT_RUN])
    keep(tmp_path, "corpora", [CLAIM | {"claim": "natural", "verdict": "reproduced", "groups_passing": 2, "fails": ""}])
    text = written(page(tmp_path, "before\n<!-- table verdicts default corpora -->\nold\n<!-- end -->\nafter\n"), tmp_path)
    assert "| `simplex` | default | partly | 1 of 2 | angle: gru on planar |" in text
    assert "| `natural` | corpora | reproduced | 2 of 2 |  |" in text
    assert "not run" not in text
    assert "old" not in text
    assert text.startswith("before\n")
    assert text.endswith("<!-- end -->\nafter\n")
    assert "Study `corpora` (`config.yaml`): 3 networks, seeds 0 to 2 of study seed 1" in text
    assert "27 November 2026" in text


def test_only_the_claims_that_are_named_stand_in_the_table(tmp_path):
    keep(tmp_path, "default", [CLAIM, NOT_RUN])
    text = written(page(tmp_path, "<!-- table verdicts default : natural -->\n<!-- end -->\n"), tmp_path)
    assert "| `natural` |  | not run |" in text
    assert "simplex" not in text


def test_a_written_page_is_written_the_same_again(tmp_path):
    keep(tmp_path, "default", [CLAIM])
    once = written(page(tmp_path, "<!-- table verdicts default -->\n<!-- end -->\n"), tmp_path)
    assert written(page(tmp_path, once), tmp_path) == once


@pytest.mark.parametrize(
    ("text", "told_of"),
    [
        ("<!-- table verdicts default -->\n", "no line `<!-- end -->`"),
        ("<!-- table verdict default -->\n<!-- end -->\n", f"there are: {', '.join(TABLES)}"),
        ("<!-- table verdicts nowhere -->\n<!-- end -->\n", "keep the study with `make pages` first"),
    ],
)
def test_what_cannot_be_written_is_told_with_the_page_s_name(tmp_path, text, told_of):
    with pytest.raises(ValueError, match=r"page\.md") as error:
        written(page(tmp_path, text), tmp_path)
    assert told_of in str(error.value)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ([9, 9, 9], "9"),
        ([9, 10, 9], "9–10"),
        ([0.991, 0.993, 0.992], "0.992"),
        ([0.5, 0.9, 0.7], "0.7 (0.5–0.9)"),
        ([1.0, 1.0], "1"),
        ([], "–"),
        ([float("nan")], "–"),
    ],
)
def test_values_are_told_by_their_median_and_by_their_range_where_it_is_wide(values, words):
    assert told(pd.Series(values, dtype=float)) == words


def test_what_fails_is_named_by_measure_and_counted_where_it_is_much():
    claims = pd.DataFrame([CLAIM | {"groups_undetermined": 0, "margin": 0.1, "passed_by": ""}]).drop(columns="fails")
    row = {"claim": "simplex", "role": "claim", "has_say": True, "status": "fails", "cell": "gru", "measure": "angle"}
    groups = [row | {"task": f"categorical-{n}"} for n in range(2, 7)]
    others = [
        row | {"task": "planar", "measure": "spread"},
        row | {"task": "planar", "measure": "shown", "has_say": False},
        row | {"task": "planar", "measure": "kept", "status": "passes"},
        row | {"task": "untrained", "measure": "spread", "role": "control"},
    ]
    assert verdicts_of(claims, pd.DataFrame(groups + others))["fails"].item() == "angle: 5 of gru; spread: gru on planar"


def test_the_origin_tells_every_machine_and_commit():
    host = {"processor": "A", "cores": 2}
    records = [
        {"host": host, "commit": {"id": "1234567890"}, "started": "2026-01-01T00:00:00+00:00"},
        {"host": host | {"cores": 8}, "commit": {"id": None}, "started": "2026-01-02T00:00:00+00:00"},
        {"imported": {}},
    ]
    assert origin_of(records, pd.Series([0, 4, 2])) == {
        "networks": 3,
        "seeds": "0 to 4",
        "last": "2026-01-02T00:00:00+00:00",
        "machine": "A, 2 cores and A, 8 cores",
        "commit": "1234567 and none",
    }
