"""SendGrid: what happened to each e-mail, read from event-webhook files (one JSON object a line)."""
