"""Any CSV export, read through a mapping file that says which of its columns is which conformed column."""
