"""Figures in one visual language; each module draws one kind from tables and arrays."""
