"""Assets in the order of the flow: exports, landing, models, publication."""
