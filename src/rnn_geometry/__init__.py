"""The geometry of what recurrent networks learn when they classify text (after Aitken et al. 2020).

Data flows one way: tasks -> networks -> dynamics -> geometry -> claims, figures.
"""
