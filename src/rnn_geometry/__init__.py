"""The geometry of what recurrent networks learn when they classify text (after Aitken et al. 2020).

Data flows one way: study -> tasks -> networks -> engine -> measures -> tables, claims, figures -> report. The engine stands on
its own: it takes any update and imports nothing of the others. `shapes` and `targets` say what is expected of a network and
what its outputs stand for.
"""
