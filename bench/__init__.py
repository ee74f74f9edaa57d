"""Benchmarks: printed as tables with sizes, medians and peak memory, and kept in ``results/``."""
