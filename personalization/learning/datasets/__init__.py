"""Readers of public purchase data (`--data DIR`): files in, typed arrays out, errors that name file and line.

The data itself is never part of the repository.
"""
