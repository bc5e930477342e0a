"""Spectra of one network at its slow and fixed points."""

from rnn_geometry.job import job

with job(snakemake):
    import torch

    from rnn_geometry.dynamics.modes import measure_modes, spectra
    from rnn_geometry.files import read_arrays, read_json, write_arrays, write_json
    from rnn_geometry.networks.classifier import load_network

    network = load_network(snakemake.input.network).double()
    points = read_arrays(snakemake.input.points)
    task = read_json(snakemake.input.task)
    x = torch.from_numpy(points["constant_input"])
    slow = points["slow_states"][: snakemake.params.points]
    eigenvalues = {
        kind: spectra(network.cell, x, torch.from_numpy(states))
        for kind, states in (("slow", slow), ("fixed", points["fixed_states"]))
    }
    parts = {f"{kind}_{part}": getattr(values, part) for kind, values in eigenvalues.items() for part in ("real", "imag")}
    write_arrays(snakemake.output.modes, parts)
    lengths = {"median": task["length_median"], "p95": task["length_p95"]}
    write_json(
        snakemake.output.record,
        measure_modes(
            **eigenvalues,
            fixed_predicted=points["fixed_predicted"],
            expected=task["expected_dimension"],
            lengths=lengths,
        ),
    )
