"""From an exported file to typed rows: finds and parses files, casts text, quarantines rows. Loads nothing."""
