"""What jobs cost and where networks come from, by the records they left."""

import pandas as pd

from rnn_geometry import provenance
from rnn_geometry.report.origins import costs_of_rules, describe_page, origins_of_networks

HEADER = "s\th:m:s\tmax_rss\tmax_vms\tmax_uss\tmax_pss\tio_in\tio_out\tmean_load\tcpu_time\n"


def job(folder, name: str, *rows: tuple) -> None:
    path = folder / f"{name}.tsv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEADER + "".join(f"{s}\t0:00\t{rss}\t1\t1\t1\t0\t0\t50\t{cpu}\n" for s, rss, cpu in rows))


def test_the_jobs_of_a_rule_are_added_up_and_the_longest_rule_comes_first(tmp_path):
    job(tmp_path, "draw_claims", (2, 100, 1))
    job(tmp_path, "train_network/a.gru", (10, 300, 8))
    job(tmp_path, "train_network/b.gru", (20, 200, 15))
    rules = costs_of_rules(tmp_path)
    assert rules.values.tolist() == [["train_network", 2, 30, 23, 300], ["draw_claims", 1, 2, 1, 100]]


def test_a_job_too_short_to_be_measured_counts_with_its_time_alone(tmp_path):
    job(tmp_path, "check_tasks", (0.1, "NA", "NA"))
    row = costs_of_rules(tmp_path).iloc[0]
    assert (row["jobs"], row["s"], row["cpu_time"]) == (1, 0.1, 0)
    assert pd.isna(row["max_rss"])


def test_a_folder_without_benchmarks_has_no_rules(tmp_path):
    assert costs_of_rules(tmp_path / "none").empty


def test_networks_of_two_commits_are_told_apart():
    host = {"system": "Linux", "processor": "x86", "cores": 2, "accelerator": None, "scheduler": "slurm"}

    def record(commit, changed, started):
        return {"commit": {"id": commit, "changed": changed}, "host": host, "versions": {"torch": "2"}, "started": started}

    told = origins_of_networks(
        [record("abc", False, "1"), record("abc", True, "3"), record(None, None, "2"), record("abc", False, "0")]
    )
    assert told["commits"] == [("abc", 2), ("abc, with changes that are not committed", 1), ("not a git checkout", 1)]
    assert told["machines"] == [("x86, 2 cores, slurm, Linux", 4)]
    assert (told["networks"], told["first"], told["last"]) == (4, "0", "3")


def test_a_network_trained_elsewhere_is_told_by_its_file_and_not_as_trained_here():
    host = {"system": "Linux", "processor": "x86", "cores": 2, "accelerator": None, "scheduler": None}
    here = {"commit": {"id": "abc", "changed": False}, "host": host, "versions": {"torch": "2"}, "started": "1"}
    told = origins_of_networks([here, here | {"imported": {"checkpoint": "a.pt", "sha256": "0123456789abcdef99"}}])
    assert (told["networks"], told["trained"], told["commits"]) == (2, 1, [("abc", 1)])
    assert told["imported"] == [("a.pt (SHA-256 0123456789abcdef)", 1)]


def test_no_networks_are_no_error():
    assert origins_of_networks([])["networks"] == 0


def test_the_page_names_its_commit_and_plotly():
    told = describe_page()
    assert "plotly" in told["Page: versions"]
    assert told["Page: commit"].startswith(provenance.describe_commit(provenance.CHECKOUT)["id"] or "not")
