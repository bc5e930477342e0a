"""Findings: which figures a claim shows, and its numbers in one line a measure."""

import numpy as np
import pandas as pd
import pytest

from rnn_geometry.claims.claim import Claim
from rnn_geometry.claims.registry import CLAIMS
from rnn_geometry.report.findings import Shown, expand, interval, list_findings, number, span, summarise

ROWS = pd.DataFrame({"role": ["claim", "claim", "beside", "control"], "task": ["a", "b", "news", "a-permuted"]})


def claims(*figures: tuple) -> list[Claim]:
    return [Claim(f"claim-{i}", "", "", about=None, criteria=(), figures=names) for i, names in enumerate(figures)]


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("dimension", ["dimension"]),
        ("manifold-{task}", ["manifold-b"]),
        ("sweep-{l2}", ["sweep-first", "sweep-second"]),
        ("sweep-{rho}", []),
    ],
)
def test_a_pattern_stands_for_the_shown_tasks_of_the_claim_and_for_sweeps(pattern, names):
    assert expand([pattern], ROWS, {"task": ["b", "news", "c"], "l2": ["first", "second"]}) == names


def test_a_claim_that_no_network_has_a_say_in_shows_what_stands_beside_it():
    beside = ROWS[ROWS["role"] != "claim"]
    assert expand(["manifold-{task}"], beside, {"task": ["a", "b", "news"]}) == ["manifold-news"]


def test_a_figure_is_shown_once_and_only_where_there_is_one(verdicts, detail):
    two = [Claim(name, "", "", about=None, criteria=(), figures=("readouts", "other", "gone")) for name in ("angles", "plane")]
    first, second = list_findings(two, verdicts, detail, ["readouts", "other"], {"task": []})
    assert first.figures == [Shown("readouts", ""), Shown("other", "")]
    assert second.figures == [Shown("readouts", "angles"), Shown("other", "angles")]


def test_a_finding_has_its_verdict_and_its_rows_by_role(verdicts, detail):
    (finding,) = list_findings([Claim("angles", "", "", about=None, criteria=())], verdicts, detail, [], {"task": []})
    assert finding.verdict["verdict"] == "reproduced"
    assert {role: len(rows) for role, rows in finding.detail.items()} == {"claim": 1, "control": 1, "beside": 1}


def test_a_measure_is_one_line_with_the_controls_apart(detail):
    (line,) = summarise(detail[detail["claim"] == "angles"])
    assert (line["met"], line["groups"], line["median"], line["expected"]) == (1, 1, "2", "2")
    assert (line["controls_met"], line["controls"], line["controls_median"]) == (0, 1, "7")


def test_a_claim_without_networks_of_its_own_is_summed_up_by_those_beside_it(detail):
    (line,) = summarise(detail[detail["role"] == "beside"])
    assert (line["met"], line["groups"]) == (1, 1)


def test_numbers_are_short_and_what_is_not_known_is_a_dash():
    assert [number(value) for value in (2.0, 0.123456, 1e-7, np.nan)] == ["2", "0.1235", "1e-07", "–"]
    assert [span(pd.Series(values, dtype=float)) for values in ([1, 3], [2, 2], [np.nan], [])] == ["1 … 3", "2", "–", "–"]
    assert interval({"low": 1.0, "high": 2.0, "interval": "range"}) == "1 … 2 (range)"
    assert interval({"low": np.nan, "high": np.nan, "interval": ""}) == "–"


def test_every_claim_of_the_paper_names_figures():
    assert [claim.id for claim in CLAIMS if not claim.figures] == []
