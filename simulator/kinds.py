"""Kinds and states of activities and of documents, as numbers."""

EMAIL, CALL, MEETING, REPLY, AUTO_REPLY = range(5)
HELD, NO_SHOW, CANCELLED, PLANNED = range(4)

INVOICE, CREDIT_NOTE, BILL = range(3)
AUTHORISED, PAID, VOIDED, DRAFT = range(4)
BY_QUOTE, BY_QUOTE_TEXT, BY_OPPORTUNITY, FREE_TEXT, NO_REFERENCE = range(5)
UNKNOWN_CUSTOMER, SUPPLIER = -1, -2  # accounts that the CRM does not have
