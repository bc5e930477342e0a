"""What can be asked for by name, `snakemake --cores 8 networks`: every stage, for all that the study wants of it.

Snakemake makes a missing file anew only where it is asked for: so a stage asks for what it rests on, run by run.
"""


localrules:
    texts,
    networks,
    states,
    dynamics,
    interventions,
    geometry,
    emergence,
    tables,
    claims,
    figures,
    report,
    pages,


rule texts:
    input:
        "results/tables/tasks.csv",


rule networks:
    input:
        files_of(study.runs, "network"),


rule states:
    input:
        rules.networks.input,
        files_of(study.runs, "states"),


rule dynamics:
    input:
        rules.states.input,
        files_of(study.runs, "modes"),
        files_of(study.skeletons, "skeleton"),


rule interventions:
    input:
        rules.dynamics.input,
        files_of(study.runs, "interchange"),


rule geometry:
    input:
        rules.interventions.input,
        files_of(study.runs, "dimension"),


rule emergence:
    input:
        files_of(study.followed, "emergence"),
        collected.files("checkpoint"),


rule tables:
    input:
        expand("results/tables/{table}.csv", table=collected.tables),
        penalties_table,


rule claims:
    input:
        rules.geometry.input,
        rules.emergence.input,
        claims="results/claims.csv",
        detail="results/tables/claims_detail.csv",


rule figures:
    input:
        expand("results/figures/{figure}.{format}", figure=drawn, format=formats),


rule report:
    input:
        rules.write_report.output,
