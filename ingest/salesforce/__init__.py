"""Salesforce: CRM records and their history, read from a Data Export (one CSV per object)."""
