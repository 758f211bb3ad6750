"""Measurements: ``python -m eval.bench`` tells how fast ingesting, asking and starting are on this machine."""
