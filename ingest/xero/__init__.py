"""Xero: customers, sales invoices, credit notes and payments, read from objects or answers of the API."""
