"""Benchmarks: each runs its peer in the same run on the same machine, so what counts is the ratio."""
