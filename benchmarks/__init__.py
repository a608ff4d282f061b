"""Scale and timings: measured, never asserted. `make bench` writes RESULTS.md."""
