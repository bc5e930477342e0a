"""Pages: what the study found is kept under docs/results/{study}/, for the tables and pictures of README.md and docs/."""

from rnn_geometry.pages import asked

kept_at = f"{asked.FOLDER}/{study.name}"
pictures = asked.pictures_in(asked.pages_of(Path(workflow.basedir)), study.name)


rule keep_results:
    input:
        **{row: collected.files(row) for row in ROWS},
        tasks="results/tables/tasks.csv",
        claims="results/claims.csv",
        detail="results/tables/claims_detail.csv",
        penalties=penalties_table,
        figures=[f"results/figures/{name}.png" for name in pictures],
    output:
        study=f"{kept_at}/study.json",
        networks=f"{kept_at}/networks.csv",
        claims=f"{kept_at}/claims.csv",
        penalties=[f"{kept_at}/penalties.csv"] if penalties_table else [],
        figures=[f"{kept_at}/{name}.png" for name in pictures],
    log:
        "logs/keep_results.log",
    conda:
        environment
    threads: 1
    resources:
        mem_mb=more(1000),
        runtime=more(10),
    params:
        **joined,
        code=code("keep_results"),
        about={
            "study": study.name,
            "config": overlays or ["config.yaml"],
            "seed": study.seed,
            "fingerprint": asked.fingerprint(study),
        },
        records=files_of(study.runs, "provenance"),
    script:
        "../workflow/scripts/keep_results.py"


rule pages:
    input:
        rules.keep_results.output,
