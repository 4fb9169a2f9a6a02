"""What a person at a test's Celerp does, past the connector: FOLDER URL METHOD PATH BODY, as the owner, signed in beside
whoever else is (a real Celerp lets one person in at a time, unless its relay is on). Prints the status and the answer."""

import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psycopg2
from jose import jwt

folder, url, method, path, body = sys.argv[1:]
made = psycopg2.connect(host=(Path(folder) / 'sockets').read_text(), user='postgres', dbname='celerp')
made.autocommit = True
rows = made.cursor()
rows.execute("""SELECT u.id, c.company_id FROM users u JOIN user_companies c ON c.user_id = u.id
    WHERE u.email = 'owner@example.com'""")
user, company = map(str, rows.fetchone())
rows.execute("""INSERT INTO user_auth_state (user_id, nonce) VALUES (%s, gen_random_uuid()::text)
    ON CONFLICT (user_id) DO UPDATE SET nonce = user_auth_state.nonce RETURNING nonce""", [user])
claims = {
    'auth_ver': 2, 'type': 'access', 'sub': user, 'company_id': company, 'role': 'owner', 'email': 'owner@example.com',
    'jti': 'a-person', 'snonce': rows.fetchone()[0], 'exp': int(time.time()) + 600}
token = jwt.encode(claims, (Path(folder) / 'secret').read_text().strip(), algorithm='HS256')
headers = {'Content-Type': 'application/json', 'Authorization': 'Bearer ' + token}
request = urllib.request.Request(url + path, body.encode() if body else None, headers, method=method)
try:
    answer = urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request)
except urllib.error.HTTPError as said:
    answer = said
print(answer.status)
print(answer.read().decode())
