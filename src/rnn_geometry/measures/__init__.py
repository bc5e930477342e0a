"""What is measured of a trained network: one module per record."""
