"""The report: one page with the verdicts, their numbers and figures, manifolds to turn, and where all of it comes from."""
