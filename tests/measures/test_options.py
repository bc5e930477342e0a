"""Options: frozen, checked, and with the defaults of the default study."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from rnn_geometry.engine.options import FixedPointsOptions, SkeletonOptions
from rnn_geometry.measures.options import SECTIONS

CONFIG = yaml.safe_load((Path(__file__).parents[2] / "config.yaml").read_text())
OF_THE_STUDY = {"families", "most_faces", "seeds"}  # which skeletons are sought


@pytest.mark.parametrize("section", SECTIONS)
def test_the_defaults_are_those_of_the_default_study_and_every_one_is_described(section):
    model = SECTIONS[section]
    given = {key: value for key, value in CONFIG.get(section, {}).items() if key not in OF_THE_STUDY}
    assert model(**given) == model()
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
