"""Looks at the configured sources without loading: what can be read, what is missing and which metrics that costs."""
