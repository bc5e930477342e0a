"""The small study through a real SLURM: a private cluster of one node, without systemd, cgroups or accounting database."""

import http.server
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

import pytest

PROGRAMS = ["munged", "slurmctld", "slurmd", "sbatch", "srun", "squeue", "scontrol", "sinfo", "unshare"]
LIMIT = 1200  # seconds that all of it may take, on a machine that runs other tests beside it

CONFIG = """
ClusterName=private
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
MpiDefault=none
SwitchType=switch/none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SchedulerParameters=sched_interval=2,batch_sched_delay=1
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
MinJobAge=900
KillWait=1
ReturnToService=2
GresTypes=gpu
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=2 RealMemory=64000 Gres=gpu:2 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


def free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """SLURM on this machine, its files in one folder; `run` what is to see its config where SLURM looks for it."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name in ("state", "spool", "etc"):
            (folder / name).mkdir()
        (folder / "munge.key").write_bytes(os.urandom(128))
        (folder / "munge.key").chmod(0o400)
        config = CONFIG.format(host=socket.gethostname().partition(".")[0], ports=free_ports(2), folder=folder)
        (folder / "etc/slurm.conf").write_text(config)
        (folder / "etc/gres.conf").write_text("Name=gpu File=/dev/null\nName=gpu File=/dev/zero\n")  # no more than their names
        self.daemons = []

    def inside(self, *command: str) -> list[str]:
        """The command, in a mount namespace of its own that has this cluster's config at /etc/slurm."""
        mount = 'mount --bind "$0" /etc/slurm && exec "$@"'
        return ["unshare", "--mount", "sh", "-c", mount, str(self.folder / "etc"), *command]

    def run(self, *command: str) -> str:
        return subprocess.run(self.inside(*command), capture_output=True, text=True, check=True, timeout=60).stdout

    def start(self) -> None:
        files = {"key-file": "munge.key", "socket": "munge.socket", "pid-file": "munged.pid", "log-file": "munged.log"}
        options = [f"--{option}={self.folder / name}" for option, name in files.items()]
        self._start("munged", "--foreground", *options, f"--seed-file={self.folder / 'munge.seed'}")
        self._wait("munge's socket", (self.folder / "munge.socket").exists)
        self._start("slurmctld", "-D")
        self._start("slurmd", "-D")
        self._wait("an idle node", lambda: "idle" in self.run("sinfo", "--noheader", "--format=%T"))

    def _start(self, *command: str) -> None:
        with open(self.folder / f"{command[0]}.said", "w") as said:
            options = {"stdout": said, "stderr": said, "stdin": subprocess.DEVNULL, "start_new_session": True}
            self.daemons.append(subprocess.Popen(self.inside(*command), **options))

    def _wait(self, what: str, there) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                if there():
                    return
            except subprocess.CalledProcessError:  # not answering yet
                pass
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} is not there: {[path.read_text() for path in self.folder.glob('*.said')]}")
            time.sleep(0.1)

    def jobs(self) -> list[dict[str, str]]:
        """All jobs so far, as SLURM tells of them."""
        lines = self.run("scontrol", "--oneliner", "show", "jobs").splitlines()
        return [dict(re.findall(r"(\S+?)=(\S*)", line)) for line in lines if line.startswith("JobId=")]

    def stop(self) -> None:
        for daemon in reversed(self.daemons):
            daemon.send_signal(signal.SIGTERM)
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()


@pytest.fixture(scope="module")
def cluster():
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"NOT TESTED: SLURM, for want of {', '.join(missing)} (Debian: slurmctld slurmd slurm-client munge)")
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"]).returncode:
        pytest.skip("NOT TESTED: SLURM, whose daemons need root and a mount namespace here")
    Path("/etc/slurm").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="slurm-", dir="/tmp"))  # munge wants a path that everybody may walk
    folder.chmod(0o755)
    private = Cluster(folder)
    try:
        private.start()
        yield private
    finally:
        private.stop()
        shutil.rmtree(folder, ignore_errors=True)


class SlowIndex(http.server.SimpleHTTPRequestHandler):
    """A package index that keeps its first visitor waiting for longer than a job of one minute may last."""

    visits = 0

    def do_GET(self):
        if self.path == "/stand-in/":
            type(self).visits += 1
            if type(self).visits == 1:
                time.sleep(LIMIT)
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def slow_index(small, tmp_path):
    """Its address."""
    folder = tmp_path / "stand-in"
    shutil.copytree(small.index, folder)
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), lambda *arguments: SlowIndex(*arguments, directory=str(tmp_path))
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, (path, old)
    path.write_text(text.replace(old, new))


def test_a_study_through_slurm_equals_the_local_one_and_jobs_out_of_time_or_memory_are_retried(
    cluster, new_small, small, slow_index
):
    study = new_small()
    change(study.folder / "rules/data.smk", "runtime=more(60)", "runtime=more(1)")  # the first visit outlasts it
    change(study.folder / "rules/train.smk", "mem_mb=more(2000)", "mem_mb=more(350)")  # torch does not fit
    targets = ["tables", "claims", "results/figures/manifold-stand-in.png"]
    command = study.command(
        *targets,
        *("--profile", "profiles/slurm", "--default-resources", "slurm_partition=main"),
        *("--set-resources", "train_network:gpu=1"),
        *("--slurm-status-command", "squeue", "--slurm-init-seconds-before-status-checks", "3"),
    )
    index = {"PIP_INDEX_URL": slow_index, "PIP_DEFAULT_TIMEOUT": str(LIMIT), "NO_PROXY": "127.0.0.1"}
    with open(study.folder / "said", "w") as said:
        done = subprocess.run(
            cluster.inside(*command),
            cwd=study.folder,
            env=os.environ | index,
            stdout=said,
            stderr=subprocess.STDOUT,
            timeout=LIMIT,
        )
    said = (study.folder / "said").read_text()
    assert done.returncode == 0, said[-6000:]
    found, expected = study.results(), small.results()
    assert {"claims.csv", "tables/effects.csv", "figures/manifold-stand-in.pdf"} <= found.keys()
    assert found == {name: expected[name] for name in found}

    jobs = cluster.jobs()
    assert len(jobs) == said.count("has been submitted with SLURM jobid")
    timed_out = [job for job in jobs if job["JobState"] == "TIMEOUT"]
    assert [job["TimeLimit"] for job in timed_out] == ["00:01:00"]
    assert [job["TimeLimit"] for job in jobs if "fetch_corpus" in job["Comment"]] == ["00:01:00", "00:02:00"]
    training = [job for job in jobs if "train_network" in job["Comment"]]
    assert {job["TresPerJob"] for job in training} == {"gres:gpu:1"}
    assert {(job["JobState"], job["MinMemoryNode"]) for job in training} == {("FAILED", "350M"), ("COMPLETED", "700M")}
    assert said.count("Finished jobid") > 2 * len(jobs)  # small jobs went together
