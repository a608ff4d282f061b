"""What Plumbline itself said: issued forecasts, changes of findings and gate verdicts, kept as a source like any other."""
