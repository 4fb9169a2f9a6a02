"""Makes the sample company in an empty Celerp: its contacts, taxes, lock date, and the user that Linehaul logs in as. Run
once, on a folder that tests copy: FOLDER SAMPLE OWNER_PASSWORD LINEHAUL_PASSWORD, the passwords as files."""

import csv
import json
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

TAXES = [('GST 5%', 5), ('GST zero-rated', 0), ('HST 13%', 13), ('HST 14%', 14), ('HST 15%', 15), ('QST 9.975%', 9.975)]
# An earlier invoice is refused.
LOCKED_UNTIL = '2024-11-30'
# The least that docs/connectors/celerp.md asks for: a manager may delete drafts.
ROLE = 'manager'


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


class Company:
    def __init__(self, port):
        self.url, self.token = f'http://127.0.0.1:{port}', None

    def call(self, method, path, body):
        headers = {'Content-Type': 'application/json'}
        if self.token:
            headers['Authorization'] = 'Bearer ' + self.token
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), headers, method=method)
        try:
            return json.load(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request))
        except urllib.error.HTTPError as said:
            sys.exit(f'{method} {path}: {said.code} {said.read().decode()}')


def customers(sample):
    """Name and currency by code."""
    named = {}
    for file in sorted((sample / 'drop').glob('customers-*.csv')):
        for row in csv.DictReader(file.open(encoding='utf-8-sig')):
            if row['erp_code']:
                named[row['erp_code']] = (row['name'], row.get('currency') or None)
    return sorted(named.items())


def make(company, sample, owner, linehaul):
    owner_is = {'company_name': 'Prairie Star Logistics', 'name': 'Owner', 'email': 'owner@example.com'}
    company.token = company.call('POST', '/auth/register', owner_is | {'password': owner})['access_token']
    taxes = [{'name': name, 'rate': rate, 'tax_type': 'sales'} for name, rate in TAXES]
    company.call('PATCH', '/companies/me/taxes', {'taxes': taxes})
    company.call('POST', '/accounting/period-lock', {'lock_date': LOCKED_UNTIL})
    user = {'name': 'Linehaul', 'email': 'linehaul@example.com', 'role': ROLE, 'password': linehaul}
    company.call('POST', '/companies/me/users', user)
    for code, (name, currency) in customers(sample):
        contact = {'name': name, 'currency': currency, 'contact_type': 'customer', 'attributes': {'code': code}}
        company.call('POST', '/crm/contacts', contact)
    company.call('POST', '/auth/logout', {})


def main():
    folder, sample = Path(sys.argv[1]), Path(sys.argv[2])
    owner, linehaul = (Path(file).read_text().strip() for file in sys.argv[3:5])
    port = free_port()
    serve = [sys.executable, str(Path(__file__).parent / 'serve'), str(folder), str(port)]
    server = subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if server.stdout.readline().strip() != 'ready':
            sys.exit('it does not start')
        make(Company(port), sample, owner, linehaul)
    finally:
        server.stdin.close()
        server.wait()


main()
