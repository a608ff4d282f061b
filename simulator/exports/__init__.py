"""How the systems show the world: one function per file, from the world and its labels to columns."""
