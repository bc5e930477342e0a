"""One page that holds what the study found: verdicts, figures, manifolds to turn, and where they come from."""

import json
import os
from pathlib import Path
from shlex import quote

import yaml
from snakemake.common import dict_to_key_value_args

PAGE = sorted(map(str, (PACKAGE / "report/template").iterdir()))  # what modules_of does not see
CAPTIONS = {
    file.stem: file.read_text(encoding="utf-8").strip() for file in Path(workflow.basedir, "workflow/report").glob("*.rst")
}
OVERLAYS = [os.path.relpath(file) for file in workflow.overwrite_configfiles]
ON_COMMAND_LINE = dict_to_key_value_args(workflow.config_settings.config, quote_str=False)
VIEW_FILES = ("states.safetensors", "fixed_points.safetensors", "modes.safetensors", "effects.safetensors")


try:
    checks.check_report(config, study.viewable_tasks(config, TASKS))
except checks.ConfigError as error:
    raise WorkflowError(str(error))

VIEWED = {task: viewed_run(task) for task in study.viewed_tasks(config, TASKS)}


rule write_report:
    input:
        claims="results/claims.csv",
        detail="results/tables/claims_detail.csv",
        figures=expand("results/figures/{figure}.png", figure=FIGURES),
        views=[f"{run.folder}/{file}" for run in VIEWED.values() for file in VIEW_FILES],
        skeletons=[f"{run.folder}/skeleton.safetensors" for run in VIEWED.values() if run in SKELETONS],
        tasks=[
            f"results/tasks/{task}/{file}" for task in VIEWED for file in ("texts.safetensors", "vocabulary.csv", "task.json")
        ],
    output:
        report="results/report.html",
    log:
        "logs/write_report.log",
    benchmark:
        "benchmarks/write_report.tsv"
    conda:
        ENVIRONMENT
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("write_report"),
        page=digest(PAGE),
        study=config["study"]["name"],
        # Through JSON, which has no references: parts that are shared are written out.
        config=lambda wildcards: yaml.safe_dump(json.loads(json.dumps(config)), sort_keys=False),
        captions=lambda wildcards: CAPTIONS,
        overlay="".join(
            f" {option} {' '.join(map(quote, values))}"
            for option, values in {"--configfile": OVERLAYS, "--config": ON_COMMAND_LINE}.items()
            if values
        ),
        sweeps={over: [name for name in SWEEPS if config["sweeps"][name]["over"] == over] for over in study.OVER},
        followed=FOLLOWED_TASKS,
        views={task: [run.cell, run.folder, run in SKELETONS] for task, run in VIEWED.items()},
        # Records of what it took, which no job waits for: read where they are there, and not missed where they are not.
        benchmarks="benchmarks",
        networks=of_runs("provenance.json"),
    script:
        "../workflow/scripts/write_report.py"
