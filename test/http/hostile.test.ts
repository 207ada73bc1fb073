import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { gzipSync } from 'node:zlib';
import { open, problemIn, rawExchange, requestText } from './raw-exchange.js';
import { serve, type Served } from './served.js';

interface Case {
  readonly body?: string | Buffer;
  readonly type?: string;
  readonly headers?: readonly string[];
}

/** Sends a body to the sample route; `status code` of the answer, which must be a problem without stack or path. */
async function post({ http, host, token }: Served, { body = '', type = 'application/json', headers = [] }: Case): Promise<string> {
  const bytes = Buffer.from(body);
  const head = requestText('POST /api/sample/things', [`Host: ${host}`, `Authorization: Bearer ${token}`, ...(type === '' ? [] : [`Content-Type: ${type}`]), `Content-Length: ${bytes.length}`, 'Connection: close', ...headers]);
  return told(await rawExchange(http.port, head, bytes));
}

async function get({ http, host, token }: Served, path: string, line = 'GET'): Promise<string> {
  return told(await rawExchange(http.port, requestText(`${line} ${path}`, [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Connection: close'])));
}

function told(answer: Awaited<ReturnType<typeof rawExchange>>): string {
  if (answer.status < 400) return String(answer.status);
  const problem = problemIn(answer);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  assert.doesNotMatch(answer.body, /\n\s+at |\.(js|ts)\b|\/(home|root|tmp|usr|etc)\//);
  assert.equal(problem.status, answer.status);
  assert.ok(problem.title !== '' && problem.hint !== '' && /^[0-9a-f-]{36}$/.test(problem.id));
  return `${answer.status} ${problem.code}`;
}

async function all(t: TestContext, expected: Readonly<Record<string, readonly [Case, string]>>): Promise<void> {
  const served = await serve(t);
  const found: Record<string, string> = {};
  for (const [name, [hostile]] of Object.entries(expected)) found[name] = await post(served, hostile);
  assert.deepEqual(found, Object.fromEntries(Object.entries(expected).map(([name, [, answer]]) => [name, answer])));
}

test('bodies that are no JSON get 400 with a stable code (classes 1 to 4, 7)', (t) =>
  all(t, {
    empty: [{ body: '' }, '400 empty-body'],
    blank: [{ body: ' \r\n\t' }, '400 empty-body'],
    cut: [{ body: '{"name": "a' }, '400 invalid-json'],
    'invalid UTF-8': [{ body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]) }, '400 invalid-utf8'],
    BOM: [{ body: '\ufeff{"name":"a"}' }, '400 byte-order-mark'],
    CRLF: [{ body: '{\r\n"name":"a"\r\n}' }, '201'],
    NaN: [{ body: '{"name":"a","count":NaN}' }, '400 invalid-json'],
    Infinity: [{ body: '{"name":"a","count":-Infinity}' }, '400 invalid-json'],
  }));

test('values that no schema takes get 422 naming the field (classes 5, 6, 8 to 11, 22, 23)', (t) =>
  all(t, {
    'lone surrogate in a name': [{ body: '{"name":"\\ud800"}' }, '422 invalid-body'],
    'NUL in a name': [{ body: '{"name":"a\\u0000"}' }, '422 invalid-body'],
    'C1 in a name': [{ body: '{"name":"a\\u0085"}' }, '422 invalid-body'],
    'lone surrogate in a value': [{ body: '{"name":"a","free":{"k":"\\ud800"}}' }, '201'],
    '1e400': [{ body: '{"name":"a","count":1e400}' }, '422 not-finite'],
    '-1e400': [{ body: '{"name":"a","free":{"x":[-1e400]}}' }, '422 not-finite'],
    '1e400 inside a string': [{ body: '{"name":"1e400"}' }, '201'],
    'above 2^53': [{ body: '{"name":"a","count":9007199254740993}' }, '422 invalid-body'],
    '-0': [{ body: '{"name":"a","count":-0}' }, '201'],
    '1e-400': [{ body: '{"name":"a","at":1e-400}' }, '201'],
    'duplicate key': [{ body: '{"name":1,"name":"a"}' }, '201'],
    'a field named __proto__': [{ body: '{"name":"a","__proto__":{"x":1}}' }, '422 invalid-body'],
    'a key named constructor': [{ body: '{"name":"a","constructor":1}' }, '422 invalid-body'],
    'negative time': [{ body: '{"name":"a","at":-1}' }, '422 invalid-body'],
    'time in ns': [{ body: '{"name":"a","at":1700000000000000000}' }, '422 invalid-body'],
    'time as text': [{ body: '{"name":"a","at":"soon"}' }, '422 invalid-body'],
    'wrong type': [{ body: '{"name":{}}' }, '422 invalid-body'],
    'an array for an object': [{ body: '[]' }, '422 invalid-body'],
    null: [{ body: 'null' }, '422 invalid-body'],
  }));

test('the dictionary of evil keys leaves Object.prototype alone (SEC-35)', async (t) => {
  const served = await serve(t);
  const before = Object.getOwnPropertyNames(Object.prototype).join();
  for (const key of ['__proto__', 'constructor', 'prototype', 'toString', '', '\u0000', '\u202e']) {
    assert.equal(await post(served, { body: `{"name":"a","free":{${JSON.stringify(key)}:{"polluted":1}}}` }), '201');
  }
  assert.deepEqual([Object.getOwnPropertyNames(Object.prototype).join(), ({} as Record<string, unknown>)['polluted']], [before, undefined]);
});

test('bodies beyond their bounds are refused before they are parsed (classes 12 to 14, LIM-10, 11)', (t) =>
  all(t, {
    'depth 100,000': [{ body: `${'['.repeat(100_000)}${']'.repeat(100_000)}` }, '422 too-deep'],
    'depth 65 in a small body': [{ body: '['.repeat(65) }, '422 too-deep'],
    'brackets in a string': [{ body: `{"name":"${'['.repeat(190)}"}` }, '201'],
    '100,001 keys': [{ body: `{${Array.from({ length: 100_001 }, (_each, at) => `"${at}":0`).join()}}`.slice(0, 1_048_576) }, '422 too-many-keys'],
    '10 MiB string': [{ body: `{"name":"${'x'.repeat(10_485_760)}"}` }, '413 body-too-large'],
    'a body parsed in a worker': [{ body: `{"name":"a","free":{"k":"${'y'.repeat(100_000)}","__proto__":1}}` }, '201'],
    'a cut body parsed in a worker': [{ body: `{"name":"${'y'.repeat(100_000)}` }, '400 invalid-json'],
  }));

test('bodies that are not declared as JSON in UTF-8, or are compressed, get 415 (classes 15, 16)', (t) =>
  all(t, {
    'no type': [{ body: '{"name":"a"}', type: '' }, '415 content-type'],
    'utf-16': [{ body: '{"name":"a"}', type: 'application/json; charset=utf-16' }, '415 content-type'],
    text: [{ body: '{"name":"a"}', type: 'text/json' }, '415 content-type'],
    form: [{ body: 'name=a', type: 'application/x-www-form-urlencoded' }, '415 content-type'],
    'utf-8 named': [{ body: '{"name":"a"}', type: 'application/json; charset="UTF-8"' }, '201'],
    'gzip bomb': [{ body: gzipSync(Buffer.alloc(1_000_000)), headers: ['Content-Encoding: gzip'] }, '415 content-encoding'],
    'unknown encoding': [{ body: '{"name":"a"}', headers: ['Content-Encoding: x-evil'] }, '415 content-encoding'],
  }));

test('a body without end, with two lengths, or with a broken chunk is refused (class 17, SEC-10)', async (t) => {
  const { http, host, token } = await serve(t);
  const send = async (headers: readonly string[], body: string): Promise<string> => told(await rawExchange(http.port, requestText('POST /api/sample/things', [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Content-Type: application/json', ...headers], body)));
  assert.equal(await send(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'), '400 malformed-request');
  assert.equal(await send(['Content-Length: 5', 'Content-Length: 6'], '{"a":1}'), '400 malformed-request');
  assert.equal(await send(['Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n'), '400 malformed-request');
  assert.equal(await send(['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'), '400 malformed-request');
  const socket = open(http.port);
  socket.write(requestText('POST /api/sample/things', [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Content-Type: application/json', 'Content-Length: 100'], '{"name"'));
  socket.end();
  const answer = await new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString('latin1')));
    socket.on('close', () => resolve(text));
  });
  assert.match(answer, /^(HTTP\/1\.1 400|$)/);
});

test('headers beyond their bounds get 431, a long address 414 (class 18, LIM-12)', async (t) => {
  const { http, host, token } = await serve(t);
  const send = async (path: string, headers: readonly string[]): Promise<string> => told(await rawExchange(http.port, requestText(`GET ${path}`, [`Host: ${host}`, `Authorization: Bearer ${token}`, ...headers])));
  assert.deepEqual(
    [await send('/', [`X-Big: ${'x'.repeat(17_000)}`]), await send('/', Array.from({ length: 101 }, (_each, at) => `X-${at}: 1`)), await send(`/${'a'.repeat(8200)}`, [])],
    ['431 headers-too-large', '431 too-many-headers', '414 url-too-long'],
  );
});

test('path parameters are exact bytes or nothing (classes 6, 19, 21)', async (t) => {
  const served = await serve(t);
  const paths = { known: '200', KNOWN: '404 no-thing', '%6bnown': '200', 'known%00': '400 bad-path', '%2e%2e%2fknown': '400 bad-path', '%252e%252e': '404 no-thing', '%ff': '400 bad-path', '%F0%9F%98%80': '404 no-thing', 'k%CC%81nown': '404 no-thing', '%E2%80%AEnown': '404 no-thing', 'CON': '404 no-thing', ['a'.repeat(8000)]: '404 no-thing', ['a'.repeat(10_000)]: '414 url-too-long', 'a%5Cb': '400 bad-path', 'known/': '404 not-found' };
  const found: Record<string, string> = {};
  for (const path of Object.keys(paths)) found[path] = await get(served, `/api/sample/things/${path}`);
  assert.deepEqual(found, paths);
});

test('queries that no schema takes get 422 naming the parameter (class 20)', async (t) => {
  const served = await serve(t);
  const queries = { 'limit=5': '200', 'tag=a&tag=b': '200', 'a[b]=1': '422 invalid-query', 'a%5Bb%5D=1': '422 invalid-query', 'limit=-1': '422 invalid-query', 'limit=1e9': '422 invalid-query', 'limit=x': '422 invalid-query', 'limit=1&limit=2': '422 invalid-query', 'sort=evil': '422 invalid-query', 'unknown=1': '422 invalid-query', '__proto__=1': '422 invalid-query', 'tag=%ff': '400 bad-query', '': '200', '&&': '200' };
  const found: Record<string, string> = {};
  for (const query of Object.keys(queries)) found[query] = await get(served, `/api/sample/things?${query}`);
  assert.deepEqual(found, queries);
  const named = await rawExchange(served.http.port, requestText('GET /api/sample/things?limit=-1', [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, 'Connection: close']));
  assert.match(problemIn(named).title, /"limit"/);
});

test('wrong methods get 405, an override is ignored, a broken upgrade gets 400 (class 24, SEC-10)', async (t) => {
  const served = await serve(t);
  const { http, host, token } = served;
  const line = async (method: string, path: string, more: readonly string[] = []): Promise<string> => told(await rawExchange(http.port, requestText(`${method} ${path}`, [`Host: ${host}`, `Authorization: Bearer ${token}`, ...more, 'Connection: close'])));
  const found = {
    PUT: await line('PUT', '/api/sample/things'),
    'DELETE of health': await line('DELETE', '/healthz'),
    'POST to a page': await line('POST', '/experiments'),
    TRACE: await line('TRACE', '/'),
    OPTIONS: await line('OPTIONS', '/api/sample/things'),
    CONNECT: await line('CONNECT', 'evil.example:443'),
    unknown: await line('PROPFIND', '/'),
    'no method': await line('FOO', '/'),
    override: await line('GET', '/api/sample/things', ['X-HTTP-Method-Override: DELETE']),
    absolute: await line('GET', 'http://evil.example/'),
    'live without upgrade': await line('GET', '/live'),
    nowhere: await line('GET', '/api/sample/nothing'),
  };
  assert.deepEqual(found, { PUT: '405 method-not-allowed', 'DELETE of health': '405 method-not-allowed', 'POST to a page': '405 method-not-allowed', TRACE: '405 method-not-allowed', OPTIONS: '405 method-not-allowed', CONNECT: '405 method-not-allowed', unknown: '405 method-not-allowed', 'no method': '400 malformed-request', override: '200', absolute: '400 malformed-request', 'live without upgrade': '426 upgrade-required', nowhere: '404 not-found' });
  const upgrade = async (...headers: string[]): Promise<string> => told(await rawExchange(http.port, requestText('GET /live', [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Connection: Upgrade', ...headers])));
  assert.deepEqual(
    [await upgrade('Upgrade: websocket', 'Sec-WebSocket-Version: 13'), await upgrade('Upgrade: websocket', 'Sec-WebSocket-Version: 1', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='), await upgrade('Upgrade: h2c')],
    ['400 bad-upgrade', '400 bad-upgrade', '400 bad-upgrade'],
  );
});

test('a hundred large hostile bodies leave memory where it was', async (t) => {
  const served = await serve(t);
  const body = `{"name":"${'z'.repeat(1_000_000)}"`;
  for (let each = 0; each < 50; each += 1) await post(served, { body });
  const before = process.memoryUsage().rss;
  for (let each = 0; each < 100; each += 1) await post(served, { body });
  const grown = (process.memoryUsage().rss - before) / 1_048_576;
  assert.ok(grown < 50, `grew by ${grown.toFixed(0)} MiB`);
});
