"""Any CSV export, read through a mapping file that says the conformed column of each of its columns."""
