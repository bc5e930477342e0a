"""Corpora of the Hugging Face hub, at a pinned revision; or of a folder laid out like a repository of the hub."""

import tempfile
from pathlib import Path

import pandas as pd

from rnn_geometry.tasks.lines import CorpusError

SPLITS = ("train", "test")


def read_hub(options: dict) -> tuple[pd.DataFrame, list[str] | None]:
    """The texts of a repository, its own split kept, and the names of its labels where its card tells them.

    options: repository, an id or the path of a folder; revision; configuration, where it has several; train and test, the
    names of its splits; text and label, columns. The library's cache serves a second call; no code of a repository is run.
    Returns the columns text, label, split, source, row. Raises CorpusError.
    """
    import datasets  # takes a second, and no other source needs it

    local = Path(options["repository"]).is_dir()
    columns = [options["text"], options["label"]]
    tables = []
    names = None
    with tempfile.TemporaryDirectory() as scratch:  # for a folder: a copy in the user's cache would only go stale
        where = {"cache_dir": scratch} if local else {"revision": options["revision"]}
        for split, its_name in ((split, options[split]) for split in SPLITS if options[split]):
            data = _load(datasets, options, its_name, where)
            source = f"{options['repository']} ({its_name})"
            if missing := [column for column in columns if column not in data.column_names]:
                raise CorpusError(f"{source}: no column {missing[0]!r}; there are: {', '.join(data.column_names)}")
            names = names or _label_names(data.features[options["label"]])
            table = data.select_columns(columns).to_pandas()[columns].set_axis(["text", "label"], axis="columns")
            tables.append(table.assign(split=split, source=source, row=range(1, len(table) + 1)))
    table = pd.concat(tables, ignore_index=True)
    return (table if options["test"] else table.assign(split="")), names


def _load(datasets, options: dict, split: str, where: dict):
    repository = options["repository"]
    try:
        return datasets.load_dataset(repository, options["configuration"], split=split, **where)
    except (OSError, ValueError) as error:
        if "revision" not in where:
            raise CorpusError(f"{repository}: no split {split!r} can be read there ({_one_line(error)})") from error
        raise CorpusError(
            f"the hub did not give {repository} at {where['revision']} ({_one_line(error)}); without it, set corpora_dir to a "
            "folder that holds train.csv.gz and test.csv.gz in a folder of the corpus's name"
        ) from error
    except datasets.exceptions.DatasetGenerationError as error:
        raise CorpusError(f"{repository} ({split}): broken data ({_one_line(error.__cause__ or error)})") from error


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:300]


def _label_names(feature) -> list[str] | None:
    """The names of a class label, or of the class labels in a list."""
    return getattr(getattr(feature, "feature", feature), "names", None)
