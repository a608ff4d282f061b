"""Made from the rules' SQL by `python -m ingest.dbt_files`: change that, not this."""

RULES = {
    "H01": "Pipeline far above what becomes of it",
    "H02": "Standing still for longer than usual",
    "H04": "Close date moved on again and again",
    "H05": "Close date in the past, still open",
    "H17": "Won in the CRM, no invoice",
    "H19": "Invoiced with another amount than won",
    "H23": "No next step",
    "H26": "Proposal before anybody was qualified",
}
