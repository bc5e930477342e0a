"""What can be asked for by name, `snakemake --cores 8 networks`: every stage, for all that the study wants of it.

Snakemake makes a missing file anew only where it is asked for: so a stage asks for what it rests on, run by run.
"""


localrules:
    texts,
    networks,
    states,
    dynamics,
    geometry,
    emergence,
    tables,
    claims,
    figures,
    report,


rule texts:
    input:
        "results/tables/tasks.csv",


rule networks:
    input:
        of_runs("model.safetensors"),


rule states:
    input:
        rules.networks.input,
        of_runs("states.safetensors"),


rule dynamics:
    input:
        rules.states.input,
        of_runs("modes.json"),
        [f"{run.folder}/skeleton.json" for run in SKELETONS],


rule geometry:
    input:
        rules.dynamics.input,
        of_runs("dimension.json"),


rule emergence:
    input:
        [f"{run.folder}/emergence.csv" for run in FOLLOWED],
        tables_of("checkpoint"),


rule tables:
    input:
        expand("results/tables/{table}.csv", table=COLLECTED),


rule claims:
    input:
        rules.geometry.input,
        rules.emergence.input,
        claims="results/claims.csv",
        detail="results/tables/claims_detail.csv",


rule figures:
    input:
        expand("results/figures/{figure}.{format}", figure=DRAWN, format=FORMATS),


rule report:
    input:
        rules.write_report.output,
