"""The typed config: a model per section, with the default, the bounds and the meaning of every key beside it."""
