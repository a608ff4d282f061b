"""Forgets people: removes their data from the landing and from every later load.

1. The list (`data/forgotten`): keyed hashes of the people's ids and addresses. It is written first.
2. Landed files: every version of every row of listed people loses its personal columns, file by file.
3. Copies that a night rebuilds (the warehouse, cached API answers) are removed.
4. Each later load: rows of listed people lose the same columns before they are compared with landed rows.

Steps 2 and 4 use the same conditions (`rows.py`), so that an unchanged source lands nothing. Both depend on the list
only, so that the next run completes a run that was killed.
"""
