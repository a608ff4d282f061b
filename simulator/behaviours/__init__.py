"""What people do to their records: behaviours that the rules look for, each with an innocent look-alike."""
