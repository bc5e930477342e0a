"""The same study gives the same bits, however many jobs run at a time and wherever it lies."""


def test_two_clean_studies_on_one_core_and_on_two_are_equal_to_the_bit(new_small, small):
    study = new_small()
    done = study.snakemake("--cores", "1")
    assert done.returncode == 0, done.stdout[-4000:]
    first, second = small.results(), study.results()
    assert first.keys() == second.keys()
    kinds = {name.rpartition(".")[2] for name in first}
    assert {"safetensors", "csv", "json", "parquet", "png", "pdf"} <= kinds
    assert [name for name in first if first[name] != second[name]] == []
