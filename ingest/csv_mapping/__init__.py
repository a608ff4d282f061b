"""Any CSV export, read through a mapping file that maps each of its columns to a conformed column."""
