"""SendGrid: what happened to each e-mail, read from event-webhook files: one JSON object or webhook body a line."""
