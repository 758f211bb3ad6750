"""Measurements: how often answers are right (question sets, runs, reports) and how fast they are (the benchmark)."""
