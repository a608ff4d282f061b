"""From typed rows to the landing zone: compares them with what has landed, runs gate 1, commits or drops them."""
