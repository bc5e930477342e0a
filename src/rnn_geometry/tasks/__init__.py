"""Texts to classify: synthetic families, corpora, vocabulary, the encoded data set."""
