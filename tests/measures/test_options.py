"""Options: frozen, checked, and with the defaults of the default study."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from rnn_geometry.engine.options import FixedPointsOptions, SkeletonOptions
from rnn_geometry.options import Options
from rnn_geometry.study.config.config import Config

CONFIG = yaml.safe_load((Path(__file__).parents[2] / "config.yaml").read_text())
SECTIONS = {name: field.default for name, field in Config.model_fields.items() if isinstance(field.default, Options)}


@pytest.mark.parametrize("section", SECTIONS)
def test_the_defaults_are_those_of_the_default_study_and_every_one_is_described(section):
    model = type(SECTIONS[section])
    assert model(**CONFIG.get(section, {})) == model() == SECTIONS[section]
    assert all(field.description.endswith(".") for field in model.model_fields.values())


def test_options_cannot_be_changed_misspelt_or_out_of_bounds_and_may_come_as_strings():
    with pytest.raises(ValidationError, match="frozen"):
        SkeletonOptions().starts = 3
    with pytest.raises(ValidationError, match="'start' is not a key here; known keys: starts, "):
        SkeletonOptions(start=3)
    with pytest.raises(ValidationError, match="greater than or equal to 2"):
        SkeletonOptions(starts=1)
    with pytest.raises(ValidationError, match="'levenberg_marquardt' or 'adam'"):
        FixedPointsOptions(method="newton")
    assert SkeletonOptions(starts="12", noise="1e-3") == SkeletonOptions(starts=12, noise=1e-3)
