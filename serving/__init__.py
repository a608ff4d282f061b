"""MARTS -> READERS: publishes what passed gate 2 as one generation, with the scorecard. Plain Python, never Dagster."""
