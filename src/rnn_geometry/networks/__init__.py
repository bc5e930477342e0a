"""Recurrent classifiers: cells, the classifier around them, training, checkpoints."""
