"""Reads and validates the configuration: environment, sources file or drop folder."""
