"""What can be asked for by name, `snakemake --cores 8 networks`: every stage, for all that the study wants of it."""


localrules:
    texts,
    networks,
    states,
    dynamics,
    geometry,
    tables,
    claims,
    figures,


rule texts:
    input:
        "results/tables/tasks.csv",


rule networks:
    input:
        of_runs("model.safetensors"),


rule states:
    input:
        of_runs("states.safetensors"),


rule dynamics:
    input:
        of_runs("modes.json"),
        of_runs("effects.json", BLOCKS),


rule geometry:
    input:
        of_runs("dimension.json"),


rule tables:
    input:
        expand("results/tables/{table}.csv", table=[*TABLES, *TABLES_OF_TASKS]),


rule claims:
    input:
        "results/claims.csv",


rule figures:
    input:
        expand("results/figures/{figure}.{format}", figure=FIGURES, format=FORMATS),
