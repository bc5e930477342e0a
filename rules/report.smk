"""One page that holds what the study found: verdicts, figures, manifolds to turn, and where they come from."""

import os
from pathlib import Path
from shlex import quote

import yaml
from snakemake.common import dict_to_key_value_args

page_template = sorted(map(str, (PACKAGE / "report/template").iterdir()))  # what modules_of does not see
captions = {
    figure.name: Path(workflow.basedir, f"workflow/report/{figure.name}.rst").read_text(encoding="utf-8").strip()
    for figure in FIGURES
}
overlays = [os.path.relpath(file) for file in workflow.overwrite_configfiles]
view_files = ("states", "fixed_points_arrays", "modes_arrays", "effects_arrays", "interchange_arrays")
on_command_line = dict_to_key_value_args(workflow.config_settings.config, quote_str=False)


rule write_report:
    input:
        claims="results/claims.csv",
        detail="results/tables/claims_detail.csv",
        figures=expand("results/figures/{figure}.png", figure=drawn),
        views=[run.file(name) for run in study.viewed.values() for name in view_files],
        skeletons=[run.file("skeleton_arrays") for run in study.viewed.values() if run in study.skeletons],
        tasks=[
            f"results/tasks/{task}/{file}"
            for task in study.viewed
            for file in ("texts.safetensors", "vocabulary.csv", "task.json")
        ],
    output:
        report="results/report.html",
    log:
        "logs/write_report.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(2000),
        runtime=more(10),
    params:
        code=code("write_report"),
        page=digest(page_template),
        study=study.name,
        config=lambda wildcards: yaml.safe_dump(study.config.plain(), sort_keys=False),
        captions=lambda wildcards: captions,
        overlay="".join(
            f" {option} {' '.join(map(quote, values))}"
            for option, values in {"--configfile": overlays, "--config": on_command_line}.items()
            if values
        ),
        sweeps=study.swept,
        followed=tasks_of(study.followed),
        views={task: [run.cell, run.folder, run in study.skeletons] for task, run in study.viewed.items()},
        # Records of what it took, which no job waits for: read where they are there, and not missed where they are not.
        benchmarks="benchmarks",
        networks=files_of(study.runs, "provenance"),
    script:
        "../workflow/scripts/write_report.py"
