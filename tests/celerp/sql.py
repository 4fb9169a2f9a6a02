"""Looks into a test's Celerp, or changes it behind its back: FOLDER STATEMENT. Prints the rows as JSON, money as it was
written, or how many rows changed."""

import json
import sys
from pathlib import Path

import psycopg2

made = psycopg2.connect(host=(Path(sys.argv[1]) / 'sockets').read_text(), user='postgres', dbname='celerp')
made.autocommit = True
rows = made.cursor()
rows.execute(sys.argv[2])
print(json.dumps([list(map(str, row)) for row in rows.fetchall()]) if rows.description else rows.rowcount)
