"""Plumbline's own results: issued forecasts, changes of findings, gate verdicts, stored like any other source."""

from ingest.plumbline.source import record, recorded_days

__all__ = ["record", "recorded_days"]
