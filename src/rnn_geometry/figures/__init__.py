"""Figures in one visual language, each drawn by a module of its name; `registry` lists them."""
