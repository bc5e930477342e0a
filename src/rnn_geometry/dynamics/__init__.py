"""Trained networks as dynamical systems: states, fixed points, linearisation, modes."""
