"""Where a study comes from: what its jobs cost, by their benchmark files, and on what its networks were trained."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import plotly

from rnn_geometry import provenance

COSTS = ["s", "cpu_time", "max_rss"]  # of a benchmark file: wall time and CPU time in seconds, memory in MB


def costs_of_rules(folder: str | Path) -> pd.DataFrame:
    """What each rule cost: `jobs`, total wall seconds `s`, `cpu_time` (s) and largest `max_rss` (MB), the longest first.

    folder: with a benchmark file a job, `{rule}.tsv` or `{rule}/{job}.tsv`; jobs that ran in earlier calls are among them, a
    job that ran twice counts once. No rows where there are none; what was too short to be measured is NaN.
    """
    folder = Path(folder)
    parts = [
        pd.read_csv(path, sep="\t", usecols=COSTS, na_values=["NA", "-"]).tail(1).assign(rule=rule_of(path, folder))
        for path in sorted(folder.rglob("*.tsv"))
    ]
    table = pd.concat(parts) if parts else pd.DataFrame(columns=["rule", *COSTS], dtype=float)
    rules = table.groupby("rule").agg(
        jobs=("s", "size"), s=("s", "sum"), cpu_time=("cpu_time", "sum"), max_rss=("max_rss", "max")
    )
    return rules.sort_values("s", ascending=False).reset_index()


def rule_of(path: Path, folder: Path) -> str:
    """The rule that a benchmark file is of."""
    return path.relative_to(folder).parts[0].removesuffix(".tsv")


def origins_of_networks(records: list[dict]) -> dict:
    """What the `provenance.json` of networks say together: how many, how many of them were trained here, from when to when, and
    each commit, set of versions and machine with the number of networks that it trained; and the files of those that were
    trained elsewhere."""
    everything = records
    records = [record for record in everything if "imported" not in record]
    return {
        "networks": len(everything),
        "trained": len(records),
        "imported": count(describe_import(record["imported"]) for record in everything if "imported" in record),
        "first": min((record["started"] for record in records), default=""),
        "last": max((record["started"] for record in records), default=""),
        "commits": count(describe_commit(record["commit"]) for record in records),
        "machines": count(describe_machine(record["host"]) for record in records),
        "versions": count(describe_versions(record["versions"]) for record in records),
    }


def count(descriptions) -> list[tuple[str, int]]:
    """Each description with how often it is there, the most frequent first."""
    return Counter(descriptions).most_common()


def describe_import(imported: dict) -> str:
    """The file that a network was taken from, in words."""
    return f"{imported['checkpoint']} (SHA-256 {imported['sha256'][:16]})"


def describe_commit(commit: dict) -> str:
    """A commit as `provenance.describe_commit` has it, in words."""
    if commit["id"] is None:
        return "not a git checkout"
    return commit["id"] + (", with changes that are not committed" if commit["changed"] else "")


def describe_machine(host: dict) -> str:
    """A machine as `provenance.describe_host` has it, in words."""
    parts = [host["processor"], f"{host['cores']} cores", host["accelerator"], host["scheduler"], host["system"]]
    return ", ".join(part for part in parts if part)


def describe_versions(versions: dict[str, str]) -> str:
    """Versions, in words."""
    return ", ".join(f"{name} {version}" for name, version in versions.items())


def describe_page() -> dict[str, str]:
    """What this page itself is made with."""
    return {
        "Page: made": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "Page: commit": describe_commit(provenance.describe_commit(provenance.CHECKOUT)),
        "Page: machine": describe_machine(provenance.describe_host()),
        "Page: versions": describe_versions(provenance.describe_versions() | {"plotly": plotly.__version__}),
    }
