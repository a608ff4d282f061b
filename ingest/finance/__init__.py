"""Finance sheets: quotas, plan, costs, exchange rates, surveys and the like, read from CSV files kept by people."""
