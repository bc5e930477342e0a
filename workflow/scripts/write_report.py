"""Write the report: one page with the verdicts, the findings, manifolds to turn, and where they come from."""

from rnn_geometry.job import job

with job(snakemake):
    from pathlib import Path

    from rnn_geometry.claims.judge import VERDICTS
    from rnn_geometry.claims.registry import CLAIMS
    from rnn_geometry.files import complete_or_absent, read_json, read_table
    from rnn_geometry.report.findings import list_findings
    from rnn_geometry.report.origins import costs_of_rules, describe_page, origins_of_networks
    from rnn_geometry.report.page import make_view, render
    from rnn_geometry.report.pictures import embed

    given, params = snakemake.input, snakemake.params
    verdicts, detail = read_table(given.claims), read_table(given.detail, l2=str)
    files = {Path(file).stem: file for file in given.figures}
    fields = {"task": list(params.views), "followed": params.followed, **params.sweeps}
    findings = list_findings(CLAIMS, verdicts, detail, files, fields)
    shown = ["claims", *(figure.name for finding in findings for figure in finding.figures if not figure.elsewhere)]
    page = render(
        study=params.study,
        overlay=params.overlay,
        tally=[(told, count) for told in VERDICTS if (count := (verdicts["verdict"] == told).sum())],
        findings=findings,
        pictures={name: embed(files[name]) for name in shown if name in files},
        captions=params.captions,
        views=[make_view(task, *run) for task, run in params.views.items()],
        networks=origins_of_networks([read_json(file) for file in params.networks if Path(file).exists()]),
        page=describe_page(),
        costs=costs_of_rules(params.benchmarks).to_dict("records"),
        config=params.config,
    )
    with complete_or_absent(snakemake.output.report) as partial:
        partial.write_text(page, encoding="utf-8")
