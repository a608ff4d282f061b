"""Made from the rules' SQL by `python -m ingest.dbt_files`: change that, not this."""

RULES = {
    "H01": "Pipeline far larger than its results",
    "H02": "No progress for longer than usual",
    "H04": "Close date postponed repeatedly",
    "H05": "Close date in the past, still open",
    "H17": "Won in the CRM, no invoice",
    "H19": "Invoiced amount differs from won amount",
    "H23": "No next step",
    "H26": "Proposal before qualification",
}
