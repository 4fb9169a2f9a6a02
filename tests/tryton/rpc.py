"""Calls one method of a test's Tryton as the user linehaul, as somebody at its client would: URL PASSWORD METHOD PARAMS."""

import base64
import json
import sys
import urllib.request

url, password, method, params = sys.argv[1:]


def call(method, params, session=None):
    headers = {'Content-Type': 'application/json'}
    if session:
        headers['Authorization'] = 'Session ' + session
    body = json.dumps({'id': 1, 'method': method, 'params': params}).encode()
    answer = json.load(urllib.request.urlopen(urllib.request.Request(url + '/linehaul/rpc/', body, headers)))
    if 'error' in answer:
        sys.exit(str(answer['error']))
    return answer['result']


uid, token, _ = call('common.db.login', ['linehaul', {'password': password}, 'en'])
session = base64.b64encode(f'linehaul:{uid}:{token}'.encode()).decode()
print(json.dumps(call(method, json.loads(params) + [{'company': 1}], session)))
