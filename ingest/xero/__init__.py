"""Xero: customers, sales invoices, credit notes and payments, read from API objects (one JSON object a line)."""
