"""Forgets people: removes their data from the landing and from every later load.

1. The list (`data/forgotten`): keyed hashes of the people's ids and addresses. It is written first.
2. Landed files: every version of every row that the list knows loses its personal columns, file by file.
3. Copies that a night makes anew (the warehouse, answers of an API that wait) are removed.
4. Each later load: rows that the list knows lose the same columns before they are compared with what landed.

Steps 2 and 4 ask the same questions of a row (`rows.py`), so that an unchanged source lands nothing; and what they ask
is the list, so that a run that was killed is finished by the next one.
"""
