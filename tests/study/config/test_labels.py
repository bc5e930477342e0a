"""Names of classes in a config: what YAML makes of them is told, and never taken for another name."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from small_config import changed

from rnn_geometry.study import ConfigError
from rnn_geometry.study.config.config import read_config

LABELS = st.sampled_from(["yes", "no", "on", "Off", "true", "null", "~", "1.0", "1e3", "2020-01-01", "12", "plain"])


def read_classes(text: str) -> list[str]:
    return read_config(changed("tasks", "news", "classes", to=yaml.safe_load(text))).tasks["news"].classes


@given(st.lists(LABELS, min_size=2, max_size=4, unique=True))
def test_names_that_yaml_reads_as_something_else_are_refused_or_stay_as_they_were_written(labels):
    try:
        found = read_classes(f"[{', '.join(labels)}]")
    except ConfigError as error:
        refusal = str(error)
    else:
        assert found == labels
        return
    assert "in quotes" in refusal
    assert read_classes(str(labels)) == labels


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "[yes, no]",
            r"tasks\.news\.classes\[0\]: YAML reads yes, no, .* as truth values; put the label in quotes",
        ),
        (
            "[a, 1.0]",
            r"tasks\.news\.classes\[1\]: YAML reads a label as 1\.0; put it in quotes, as it stands",
        ),
        ("{yes: [a], b: [c]}", r"tasks\.news\.classes.*: YAML reads yes, no, .* as truth values"),
        ("{good: [on], b: [c]}", r"tasks\.news\.classes\.good\[0\]: YAML reads yes, no, .* as truth values"),
    ],
)
def test_the_key_is_told_and_what_to_write(text, message):
    with pytest.raises(ConfigError, match=message):
        read_classes(text)
