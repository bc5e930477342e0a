"""The worked example of docs/claims.md is judged as it says."""

import re
from pathlib import Path

from rnn_geometry.claims.judge import judge

PAGE = (Path(__file__).parents[2] / "docs/claims.md").read_text(encoding="utf-8")


def test_the_claim_of_the_page_can_be_judged_and_can_fail(planted):
    names = {}
    exec(re.search(r"```python\n(.+?)```", PAGE, re.DOTALL)[1], names)
    claim = names["EQUAL_READOUTS"]
    runs = planted.runs
    for variation, verdict in ((0.1, "reproduced"), (0.7, "not reproduced")):
        runs["norm_variation"] = variation
        told = judge(claim, planted, seed=0)
        assert told.verdict["verdict"] == verdict
        assert {row["task"] for row in told.detail if row["role"] == "claim"} == {
            "categorical-2",
            "categorical-3",
            "categorical-10",
        }
