"""From typed rows to the landing: compares them with what has landed, runs gate 1, commits or discards them."""
