"""Tables over a study: one row per network, task, pair of networks or checkpoint, put together from single records."""
