"""Odoo: CRM, mailings and accounting over its JSON-2 API."""
