"""Pages whose tables and pictures come from studies: what is kept of each under docs/results/, and how it gets into a page.

`make pages` keeps what the study in `results/` found, and writes every table of README.md and docs/ again. A page asks for a
table with a comment, `<!-- table verdicts default -->`, and what stands between that and `<!-- end -->` is written for it. A
picture is kept where some page shows `docs/results/{study}/{figure}.png`.
"""
