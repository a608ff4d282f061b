"""Checks the configured sources without loading: what can be read, what is missing, and which metrics are affected."""
