"""Studies that are killed, find damaged files or run out of disk: they say so, go on, and end with the same bits."""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from rnn_geometry import files
from rnn_geometry.files import read_arrays, read_metadata, write_arrays

GRU = "results/runs/categorical-3/gru/l2-0.002/seed-0"
TRAINING_LOG = "logs/train_network/categorical-3.gru.l2-0.002.seed-0.log"
PATIENCE = 120  # seconds that a well-defined point may take to be reached

# Stops a process for good when it is about to move a finished file to the path that ends in STOP_AT: the file is written,
# those before it are in their places, those after it are not there.
STOP = """
import os, time
replace = os.replace
def stop_or_replace(source, target, **options):
    if str(target).endswith(os.environ["STOP_AT"]):
        open(os.environ["STOPPED"], "w").close()
        time.sleep(600)
    replace(source, target, **options)
os.replace = stop_or_replace
"""


def start(study, *arguments, **environment) -> subprocess.Popen:
    """Snakemake in a process group of its own, with all that it starts."""
    index = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": study.index}
    with open(study.folder / "said", "w") as said:
        return subprocess.Popen(
            study.command(*arguments),
            cwd=study.folder,
            env=os.environ | index | environment,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill_when(process, reached, study) -> None:
    """kill -9 to the whole process group as soon as `reached()`."""
    deadline = time.monotonic() + PATIENCE
    try:
        while not reached():
            assert process.poll() is None, (study.folder / "said").read_text()[-4000:]
            assert time.monotonic() < deadline, (study.folder / "said").read_text()[-4000:]
            time.sleep(0.005)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def kill_before_the_move_to(target, study, stop_folder) -> None:
    (stop_folder / "sitecustomize.py").write_text(STOP)
    flag = stop_folder / target
    environment = {"PYTHONPATH": str(stop_folder), "STOP_AT": target, "STOPPED": str(flag)}
    kill_when(start(study, **environment), flag.exists, study)


def partials(study) -> list:
    return [path for path in (study.folder / "results").rglob("*") if ".partial" in path.name]


def contains(path, text) -> bool:
    return path.exists() and text in path.read_text()


def test_a_study_killed_in_training_in_its_fixed_points_and_in_its_figures_ends_with_the_same_bits(new_small, small, tmp_path):
    study = new_small()
    log = study.folder / TRAINING_LOG
    kill_when(start(study), lambda: contains(log, "'epoch': 2,"), study)
    assert not (study.folder / GRU / "model.safetensors").exists()

    kill_before_the_move_to("fixed_points.json", study, tmp_path)
    assert list((study.folder / "results").rglob("fixed_points.safetensors"))  # the first of the job's files is there
    assert not list((study.folder / "results").rglob("fixed_points.json"))
    assert partials(study)

    kill_before_the_move_to("manifold-stand-in.pdf", study, tmp_path)
    assert (study.folder / "results/figures/manifold-stand-in.png").exists()
    assert not (study.folder / "results/figures/manifold-stand-in.pdf").exists()

    done = study.snakemake()
    assert done.returncode == 0, done.stdout[-4000:]
    assert study.results() == small.results()  # with no partial file among them


def flip_a_byte(path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 0x10
    path.write_bytes(content)


def truncate(path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


def write_older(path) -> None:
    arrays, metadata = read_arrays(path), read_metadata(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(files, "FORMAT", files.FORMAT - 1)
        write_arrays(path, arrays, metadata)


RUNS = [GRU, GRU.replace("0.002", "0.1"), "results/runs/stand-in/gru/l2-0.001/seed-0"]  # a damage each, not to meet
DAMAGES = [
    (truncate, "model.safetensors", "not a readable safetensors file", "extract_states", "states.safetensors"),
    (lambda path: flip_a_byte(path, -5), "states.safetensors", "not as it was written", "analyse_dynamics", "modes.json"),
    (write_older, "fixed_points.safetensors", "of format 0; this version reads 1", "measure_geometry", "scores.json"),
]


def test_a_damaged_file_is_named_and_the_next_call_makes_it_anew(small, small_copy):
    for run, (inflict, name, reason, rule, target) in zip(RUNS, DAMAGES, strict=True):
        path = small_copy.folder / run / name
        times = path.stat()
        inflict(path)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # nothing but its content tells
        command = [f"{run}/{target}", "--forcerun", rule]
        done = small_copy.snakemake(*command)
        assert done.returncode != 0
        (said,) = (line for line in done.stdout.splitlines() if line.startswith("ERROR in "))
        assert said.startswith(f"ERROR in {rule} task=")
        assert f"{run}/{name}: " in said
        assert reason in said
        assert said.endswith(f"set aside as {name}.damaged: the same command again makes it anew")
        assert not path.exists()
        small_copy.run(*command)
        path.with_name(f"{name}.damaged").unlink()  # it was there, and is not among the results below
    small_copy.run()
    assert small_copy.results() == small.results()


def test_a_second_snakemake_in_the_same_folder_is_refused_and_says_why(new_small, tmp_path):
    study = new_small()
    (tmp_path / "sitecustomize.py").write_text(STOP)
    flag = tmp_path / "stopped"
    target = "results/tasks/categorical-3/vocabulary.csv"
    first = start(study, target, PYTHONPATH=str(tmp_path), STOP_AT="vocabulary.csv", STOPPED=str(flag))
    second = {}

    def is_refused() -> bool:
        if flag.exists():
            second["done"] = study.snakemake("results/tasks/categorical-3/task.json")
        return flag.exists()

    kill_when(first, is_refused, study)
    assert second["done"].returncode != 0
    assert f"snakemake (process {first.pid} on " in second["done"].stdout
    assert f"is at work in {study.folder}: wait until it has ended, or stop it first" in second["done"].stdout
    assert not (study.folder / target).exists()
    after = study.snakemake(target)  # its end, however it came, is enough
    assert after.returncode == 0, after.stdout


# What each stage makes, in the order of the stages; the small study makes all of it.
STAGES = {
    "generate_texts": "results/tasks/categorical-3/texts.safetensors",
    "fetch_corpus": "results/corpora/stand-in/texts.parquet",
    "encode_texts": "results/tasks/stand-in/texts.safetensors",
    "check_tasks": "results/tables/tasks.csv",
    "train_network": f"{GRU}/model.safetensors",
    "extract_states": f"{GRU}/states.safetensors",
    "analyse_dynamics": f"{GRU}/fixed_points.safetensors",
    "measure_geometry": f"{GRU}/dimension.json",
    "collect_table": "results/tables/dimension.csv",
    "draw_manifold": "results/figures/manifold-stand-in.png",
}


@contextmanager
def small_disk(folder):
    """A small file system of its own in the place of `folder`, with what was there; yields where that still lies."""
    aside = folder.with_name("aside")
    folder.rename(aside)
    folder.mkdir()
    pages = sum(-(-path.stat().st_size // 4096) for path in aside.rglob("*"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={4096 * (pages + 500)}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"NOT TESTED: a full disk, for want of the right to mount a small one ({done.stderr.strip()})")
    try:
        shutil.copytree(aside, folder, dirs_exist_ok=True)
        yield aside
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder) -> None:
    """Leave no byte free."""
    with open(folder / "filler", "wb", buffering=0) as file:
        while free := shutil.disk_usage(folder).free:
            file.write(bytes(min(free, 1 << 20)))


def restore(folder, aside) -> None:
    """Bring back what is missing, as old as it was."""
    (folder / "filler").unlink()
    for path in sorted(aside.rglob("*")):
        place = folder / path.relative_to(aside)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        elif not place.exists():
            shutil.copy2(path, place)


@pytest.mark.skipif(sys.platform != "linux", reason="NOT TESTED: a full disk, which is a tmpfs of Linux here")
def test_a_full_disk_in_any_stage_is_named_with_its_file_and_leaves_nothing_half_written(small, small_copy):
    results = small_copy.folder / "results"
    with small_disk(results) as aside:
        for stage, target in STAGES.items():
            (small_copy.folder / target).unlink()
            fill(results)
            done = small_copy.snakemake(target)
            assert done.returncode != 0, stage
            assert f"ERROR in {stage}" in done.stdout, done.stdout
            assert "No space left on device: 'results/" in done.stdout, done.stdout
            assert not (small_copy.folder / target).exists(), stage
            assert not partials(small_copy), stage
            restore(results, aside)
            assert small_copy.results() == small.results(), stage
        assert "Nothing to be done" in small_copy.snakemake().stdout
