"""Geometry of clouds of states and of readouts; numpy only, no network needed."""
