"""Odoo: CRM, mailings and books over its JSON-2 API."""
