"""Recurrent networks as dynamical systems: fixed points, linearisation, modes. Usable on any `step(x, h)`."""
