"""From nothing to every figure: `snakemake --cores 8`. One stage a file in rules/."""

from snakemake.utils import min_version

min_version("9.0")


report: "workflow/report/workflow.rst"


configfile: "config.yaml"


include: "rules/common.smk"
include: "rules/data.smk"
include: "rules/train.smk"
include: "rules/states.smk"
include: "rules/dynamics.smk"
include: "rules/interventions.smk"
include: "rules/geometry.smk"
include: "rules/emergence.smk"
include: "rules/skeleton.smk"
include: "rules/tables.smk"
include: "rules/claims.smk"
include: "rules/figures.smk"
include: "rules/report.smk"
include: "rules/pages.smk"
include: "rules/stages.smk"


localrules:
    all,
    check_tasks,


onstart:
    try:
        lock.take_lock(".snakemake/at-work")
    except lock.AtWork as error:
        raise WorkflowError(str(error))
    # Jobs on this machine are forked from a process that has the libraries in memory (src/rnn_geometry/warm).
    if workflow.local_exec and (process := warm.start()):
        shell.executable(process.shell)
    # Snakemake limits how many jobs it starts a second: each time that it looks for jobs it sets a timer to look again, which
    # sets the next. After some hundred jobs the looking takes a core; on one machine nothing is to be limited. No public option
    # says so: --max-jobs-per-timespan has no value for "no limit", and its timers keep Snakemake alive for a timespan at the end.
    if workflow.local_exec:
        workflow.scheduler.job_rate_limiter = None


rule all:
    default_target: True
    input:
        rules.tables.input,
        rules.claims.input,
        rules.figures.input,
        rules.write_report.output,
