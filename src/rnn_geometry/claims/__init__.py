"""The paper's claims: what each measures, what it expects and why, and the verdict that follows from the tables."""
