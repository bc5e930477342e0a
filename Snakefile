"""From nothing to every figure: `snakemake --cores 8`. One stage a file in rules/."""

from snakemake.utils import min_version

min_version("9.0")


configfile: "config.yaml"


include: "rules/common.smk"
include: "rules/data.smk"
include: "rules/train.smk"
include: "rules/states.smk"
include: "rules/dynamics.smk"
include: "rules/geometry.smk"
include: "rules/claims.smk"
include: "rules/figures.smk"


localrules:
    all,


rule all:
    default_target: True
    input:
        tables=expand("results/tables/{table}.csv", table=[*TABLES, *TABLES_OF_TASKS]),
        claims="results/claims.csv",
        figures=expand("results/figures/{figure}.{format}", figure=FIGURES, format=FORMATS),
