"""Corpora through the real Snakemake: the example of the docs, what a changed file reruns, what a broken one leaves behind."""

import gzip
import re

import pytest
import yaml

from rnn_geometry.files import read_json

from .conftest import CHECKOUT

EXAMPLE = "docs/example/tickets.yaml"
STATISTICS = "results/tasks/tickets/statistics.json"
CORPUS = "docs/example/tickets.csv"


def encode(workflow, **options):
    return workflow.snakemake(STATISTICS, study=EXAMPLE, **options)


def refused(workflow, **options) -> str:
    """What Snakemake says of a corpus that cannot be used; nothing of it may stay behind."""
    done = encode(workflow, **options)
    assert done.returncode != 0
    left = [path for kind in ("corpora", "tasks") for path in (workflow.folder / "results" / kind).glob("*/*")]
    assert left == []
    return done.stdout


def test_the_page_shows_the_example_as_it_is():
    page = (CHECKOUT / "docs/corpora.md").read_text()
    shown = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)]
    assert yaml.safe_load((CHECKOUT / EXAMPLE).read_text()) in shown
    assert "\n".join((CHECKOUT / CORPUS).read_text().splitlines()[:3]) in page


def test_the_page_s_example_runs_to_its_figure_and_learns(fresh):
    overlay = {"states": {"texts": 24}, "fixed_points": {"starts": 32}}
    wanted = ["results/runs/tickets/gru/l2-0.001/seed-0/metrics.json", "results/figures/manifold-tickets.png"]
    done = fresh.snakemake(*wanted, study=EXAMPLE, overlay=overlay)
    assert done.returncode == 0, done.stdout[-4000:]
    assert read_json(fresh.folder / wanted[0])["test_accuracy"] > 0.9
    assert (fresh.folder / wanted[1]).read_bytes().startswith(b"\x89PNG")
    told = read_json(fresh.folder / STATISTICS)
    assert told["classes"]["test"] == {"billing": 8, "delivery": 8, "technical": 8}


def test_a_changed_corpus_file_is_read_anew(fresh):
    assert encode(fresh).returncode == 0
    assert "Nothing to be done" in encode(fresh).stdout
    with open(fresh.folder / CORPUS, "a") as file:
        file.write("Where is my invoice?,billing\n")
    assert encode(fresh).returncode == 0
    assert sum(read_json(fresh.folder / STATISTICS)["texts"].values()) == 121


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"message,subject\na b,billing\n", "tickets.csv, line 1: no column 'topic'; there are: message, subject"),
        (b"message,topic\na b,billing\n  ,billing\n", "tickets.csv, row 2: an empty text: mend it"),
        (
            b"message,topic\na b,billing\nc d,delivery\ne,\n",
            "tickets.csv, row 3: an empty label: mend it, or leave out such rows",
        ),
        (b"message,topic\ncaf\xe9,billing\n", "tickets.csv, line 2: not UTF-8 (byte 0xe9)"),
        (b"message,topic\na b,billing\nc d,billing\n", "class 'delivery' is none of the corpus; its classes are: billing"),
    ],
)
def test_a_broken_file_ends_in_one_line_and_leaves_nothing(fresh, content, message):
    (fresh.folder / CORPUS).write_bytes(content)
    done = encode(fresh)
    assert done.returncode != 0
    (line,) = {line for line in done.stdout.splitlines() if line.strip().startswith("ERROR in ")}
    assert message in line
    assert not list((fresh.folder / "results/tasks").glob("*/*"))


def test_a_label_out_of_range_or_a_broken_archive_is_refused(fresh):
    (fresh.folder / "numbers.csv.gz").write_bytes(gzip.compress(b"message,topic\na b,0\nc d,3\n"))
    corpus = {"train": ["numbers.csv.gz"], "label_names": ["billing", "delivery", "technical"]}
    said = refused(fresh, overlay={"corpora": {"tickets": corpus}})
    assert "corpus tickets: numbers.csv.gz, row 2: label '3' is out of range: 0 to 2" in said
    (fresh.folder / "numbers.csv.gz").write_bytes(gzip.compress(b"message,topic\n" + b"a b,0\n" * 999)[:50])
    said = refused(fresh, overlay={"corpora": {"tickets": corpus}})
    assert re.search(
        r"corpus tickets: numbers\.csv\.gz, after line \d+: cannot be read on \(Compressed file ended before", said
    )


NEWS = {"study": {"runs": [{"tasks": ["ag-news-4"], "cells": ["gru"], "seeds": [0]}]}}


def test_a_hub_out_of_reach_names_the_way_out_and_the_way_out_works(fresh):
    target = "results/tasks/ag-news-4/task.json"
    done = fresh.snakemake(
        target, study="config/hub.yaml", overlay=NEWS, HF_HUB_OFFLINE="1", HF_HOME=str(fresh.folder / "cache")
    )
    assert "ERROR in fetch_corpus corpus=ag_news: corpus ag_news: the hub did not give fancyzhx/ag_news at eb18" in done.stdout
    assert "set corpora_dir to a folder" in done.stdout
    folder = fresh.folder / "there/ag_news"
    folder.mkdir(parents=True)
    rows = "".join(f"words of class {label},{label}\n" for label in [*range(4)] * 2)
    for split in ("train", "test"):
        (folder / f"{split}.csv.gz").write_bytes(gzip.compress(f"text,label\n{rows}".encode()))
    done = fresh.snakemake(target, study="config/hub.yaml", overlay=NEWS | {"corpora_dir": "there"})
    assert done.returncode == 0, done.stdout[-4000:]
    record = read_json(fresh.folder / target)
    assert record["classes"] == ["World", "Sports", "Business", "Sci/Tech"]
    assert (record["train_texts"], record["expected_dimension"]) == (4, 3)
