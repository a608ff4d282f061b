"""What Plumbline itself said: issued forecasts, changes of findings, gate verdicts, kept as a source like any other."""

from ingest.plumbline.source import record, recorded_days

__all__ = ["record", "recorded_days"]
