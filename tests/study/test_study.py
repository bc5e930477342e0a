"""A study: which runs it asks for, what each depends on, and what figures and the report show."""

import pytest
from small_config import CONFIG, HUB, changed, with_sweep

from rnn_geometry.study import ConfigError, Run, Study


def study_of(*blocks) -> Study:
    return Study.from_config(changed("study", "runs", to=list(blocks)))


def test_a_block_is_every_task_with_every_cell_and_every_seed_at_the_recipe_s_own_l2():
    found = study_of({"tasks": ["two", "news"], "cells": ["gru", "wide"], "seeds": [0, 1]}).runs
    own = {"two": 0.001, "news": 0.0}
    assert set(found) == {Run(t, c, own[t], s) for t in ("two", "news") for c in ("gru", "wide") for s in (0, 1)}
    assert len(found) == 8


def test_a_run_of_two_overlapping_blocks_is_trained_once():
    found = study_of(
        {"tasks": ["two", "ten"], "cells": ["gru"], "seeds": [0, 1]},
        {"tasks": ["two"], "cells": ["gru", "wide"], "seeds": [1, 2], "l2": [0.001, 0.1]},
    ).runs
    assert len(found) == len(set(found)) == 4 + 8 - 1
    assert found.count(Run("two", "gru", 0.001, 1)) == 1


def test_the_order_of_runs_does_not_depend_on_the_order_of_blocks():
    one, other = ({"tasks": [task], "cells": ["gru"], "seeds": [0]} for task in ("two", "news"))
    assert study_of(one, other).runs == study_of(other, one).runs


def test_the_runs_of_blocks_that_ask_for_it_are_followed_and_are_runs_of_the_study():
    study = study_of(
        {"tasks": ["two", "ten"], "cells": ["gru"], "seeds": [0, 1]},
        {"tasks": ["two"], "cells": ["gru"], "seeds": [1], "follow": True},
        {"tasks": ["news"], "cells": ["wide"], "seeds": [0], "l2": [0.1, 0.2], "follow": True},
        {"tasks": ["ten"], "cells": ["wide"], "seeds": [0], "follow": False},
    )
    assert set(study.followed) == {Run("two", "gru", 0.001, 1), *(Run("news", "wide", l2, 0) for l2 in (0.1, 0.2))}
    assert set(study.followed) <= set(study.runs)
    assert len(study.followed) == 3
    assert Study.from_config(CONFIG).followed == Study.from_config(with_sweep()).followed == []


def with_skeletons(most_faces=27, seeds=1) -> Study:
    config = changed("skeleton", to={"families": ["categorical", "multilabel"], "most_faces": most_faces, "seeds": seeds})
    config["tasks"]["cube"] = {"family": "multilabel", "labels": 3, "recipe": "quick"}
    config["tasks"]["more"] = {"corpus": "bbc", "family": "multilabel", "labels": list("abcd"), "recipe": "quick"}
    config["tasks"]["plane"] = {"family": "planar", "recipe": "quick"}
    config["cells"]["flat"] = {"type": "linear_attention", "hidden_size": 16}
    tasks = ["two", "ten", "mixed", "cube", "more", "plane"]
    config["study"]["runs"] = [{"tasks": tasks, "cells": ["gru", "wide", "flat"], "seeds": [4, 5], "l2": [0.1]}]
    return Study.from_config(config)


def test_skeletons_are_sought_of_the_first_seeds_of_tasks_of_few_faces_and_of_the_families_named():
    chosen = with_skeletons().skeletons
    assert set(chosen) == {Run(task, cell, 0.1, 4) for task in ("two", "cube") for cell in ("gru", "wide")}
    more = with_skeletons(most_faces=81, seeds=2).skeletons
    assert {run.task for run in more} == {"two", "cube", "more"}  # a simplex of ten has 1023
    assert len(more) == 3 * 4


def test_a_cell_whose_fixed_points_are_a_continuum_has_no_skeleton():
    assert "flat" in {run.cell for run in with_skeletons().runs}
    assert "flat" not in {run.cell for run in with_skeletons().skeletons}


def test_how_a_skeleton_is_sought_says_nothing_of_whose():
    options = Study.from_config(changed("skeleton", to={"seeds": 1, "starts": 8})).config.skeleton.search()
    assert options["starts"] == 8
    assert not {"families", "most_faces", "seeds"} & set(options)


# What jobs depend on


def test_an_architecture_takes_its_cell_s_options_and_its_task_s_embedding():
    config = changed("cells", "attention", to={"type": "linear_attention", "hidden_size": 8, "heads": 2, "feedforward": 16})
    study = Study.from_config(config)
    assert study.architecture("news", "wide") == {"cell": "lstm", "hidden_size": 64, "readout_bias": True, "embedding": 16}
    expected = {"cell": "linear_attention", "hidden_size": 8, "readout_bias": False, "embedding": 16}
    expected["cell_options"] = {"heads": 2, "feedforward": 16}
    assert study.architecture("news", "attention") == expected


def test_an_lstm_can_be_read_out_from_its_whole_state_and_no_other_cell_can():
    study = Study.from_config(changed("cells", "wide", "readout", to="state"))
    assert study.architecture("news", "wide")["cell_options"] == {"readout": "state"}
    with pytest.raises(ConfigError, match=r"cells.gru.readout: only an LSTM that is trained here has more to read than h"):
        Study.from_config(changed("cells", "gru", "readout", to="state"))


def test_the_keys_of_an_architecture_keep_their_order_since_a_network_s_file_has_them_so():
    assert list(Study.from_config(CONFIG).architecture("two", "gru")) == ["cell", "hidden_size", "readout_bias", "embedding"]


def test_claims_are_told_the_type_and_size_of_every_cell():
    study = Study.from_config(with_sweep(over="hidden_size", values=[4]))
    assert study.kinds["wide"] == {"type": "lstm", "hidden_size": 64}
    assert study.kinds["gru.hidden_size-4"] == {"type": "gru", "hidden_size": 4}


def test_a_corpus_is_made_again_when_one_of_its_files_changes(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/train.csv").touch()
    (tmp_path / "news").mkdir()
    (tmp_path / "news/labels.txt").touch()
    config = changed("corpora", "news", to=HUB)
    config["corpora"] |= {
        "mine": {"source": "files", "train": ["a.csv", "b.csv"], "test": ["c.csv"], "label_names": "names.txt"},
        "folder": HUB | {"repository": str(tmp_path), "revision": None},
    }
    study = Study.from_config(config)
    assert study.corpus_files("bbc") == study.corpus_files("news") == []
    assert study.corpus_files("mine") == ["a.csv", "b.csv", "c.csv", "names.txt"]
    assert study.corpus_files("folder") == [str(tmp_path / "data/train.csv"), str(tmp_path / "news/labels.txt")]
    study = Study.from_config(config | {"corpora_dir": str(tmp_path)})
    files = [str(tmp_path / "news" / name) for name in ("train.csv.gz", "test.csv.gz", "labels.txt")]
    assert study.corpus_files("news") == files
    assert [study.corpora_dir(corpus) for corpus in ("bbc", "mine", "news")] == [None, None, str(tmp_path)]
    assert study.corpus_files("bbc") == []


# What figures show


def test_a_task_s_figures_show_the_first_seed_of_each_cell_and_l2():
    study = study_of(
        {"tasks": ["two"], "cells": ["gru", "wide"], "seeds": [3, 4]},
        {"tasks": ["two"], "cells": ["gru"], "seeds": [4], "l2": [1e-5]},
        {"tasks": ["ten"], "cells": ["gru"], "seeds": [0, 1]},
    )
    assert study.shown("two") == [Run("two", "gru", 1e-5, 4), Run("two", "gru", 1e-3, 3), Run("two", "wide", 1e-3, 3)]
    assert study.shown("two", among=[Run("two", "wide", 1e-3, 3)]) == [Run("two", "wide", 1e-3, 3)]


def test_a_cell_without_dynamics_learns_with_the_others_and_has_no_figures_of_dynamics():
    config = changed("cells", "pooled", to={"type": "mean_pool", "hidden_size": 8, "hidden": True})
    config["study"]["runs"] = [{"tasks": ["two"], "cells": ["gru", "pooled"], "seeds": [0], "l2": [0.1]}]
    study = Study.from_config(config)
    assert study.learning == study.compared("two") == [Run("two", "gru", 0.1, 0), Run("two", "pooled", 0.1, 0)]
    assert study.shown("two") == study.skeletons == [Run("two", "gru", 0.1, 0)]
    assert study.architecture("two", "pooled")["cell_options"] == {"hidden": True}


def test_a_control_and_a_sweep_s_own_task_have_no_figures_of_their_own_and_are_compared_as_what_they_are():
    config = with_sweep(over="rho", tasks=["mixed"], values=[0.5])
    config["tasks"]["two"]["training_labels"] = "permuted"
    study = Study.from_config(config)
    assert study.shown("two") == study.shown("mixed.rho-0.5") == []
    assert study.shown_tasks == ["news"]
    assert study.learning == [Run("news", "gru", 0.0, seed) for seed in (0, 1)]
    assert study.compared_tasks == ["news", "two"]
    assert study.compared("mixed.rho-0.5") == []


# What the report shows

FAMILIES = {
    "four": {"family": "categorical", "classes": 4},
    "plane": {"family": "planar"},
    "three-labels": {"family": "multilabel", "labels": 3},
    "two-labels": {"family": "multilabel", "labels": 2},
    "topics": {"corpus": "bbc", "classes": {"a": ["b"], "c": ["d"], "e": ["f"]}},
    "moods": {"family": "multilabel", "corpus": "bbc", "labels": ["joy", "anger"]},
    "many": {"family": "multilabel", "corpus": "bbc", "labels": list("abcdef")},
    "unlearnt": {"family": "categorical", "classes": 4, "training_labels": "permuted"},
}


def of_families(tasks=None) -> Study:
    """A study of tasks of every family."""
    added = {name: options | {"recipe": "quick"} for name, options in FAMILIES.items()}
    blocks = [{"tasks": [*added, "two", "news"], "cells": ["gru"], "seeds": [0]}]
    config = CONFIG | {"tasks": CONFIG["tasks"] | added, "report": {"tasks": tasks}, "study": {"name": "all", "runs": blocks}}
    return Study.from_config(config)


def test_a_report_shows_of_each_family_the_task_that_three_dimensions_hold_best_and_synthetic_ones_first():
    found = of_families().viewed
    assert set(found) == {"four", "plane", "three-labels", "topics", "moods"}
    assert {found[task].task for task in found} == set(found)
    assert [of_families().tasks[task].synthetic for task in found] == [True, True, True, False, False]


def test_controls_and_tasks_of_many_labels_cannot_be_shown():
    study = of_families()
    assert set(study.tasks) - set(study.viewable) == {"many", "unlearnt"}


def test_a_report_shows_what_it_is_told_to():
    assert list(of_families(tasks=["two", "news"]).viewed) == ["two", "news"]


def test_a_report_shows_a_run_of_a_sweep_where_a_task_has_no_other():
    config = with_sweep(over="rho", tasks=["mixed"], values=[0.5])
    config["report"] = {"tasks": ["mixed.rho-0.5"]}
    assert Study.from_config(config).viewed == {"mixed.rho-0.5": Run("mixed.rho-0.5", "gru", 0.001, 0)}


@pytest.mark.parametrize("name", ["name", "seed", "runs", "blocks", "followed", "skeletons", "sweeps", "tasks", "cells"])
def test_a_study_says_the_same_every_time(name):
    study = Study.from_config(with_sweep())
    assert getattr(study, name) == getattr(study, name)
