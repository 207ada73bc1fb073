import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { atEnd } from '../support/at-end.js';
import { tempFolder } from '../support/temp-folder.js';
import { open, problemIn, rawExchange, requestText } from './raw-exchange.js';
import { serve, type Served } from './served.js';

/** A connection kept open after one request; without a token it stays a stranger's. */
async function guest(t: TestContext, { http, host, token }: Served, isKnown: boolean): Promise<Socket> {
  const socket = open(http.port);
  atEnd(t, () => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(requestText('GET /healthz', [`Host: ${host}`, ...(isKnown ? [`Authorization: Bearer ${token}`] : [])]));
  await once(socket, 'data');
  return socket;
}

test('of too many connections the longest idle stranger goes, never one who is known (LIM-14)', async (t) => {
  const served = await serve(t, { config: { limits: { loopbackConnections: 3, keepAliveSeconds: 60 } } });
  const [known, first, second] = [await guest(t, served, true), await guest(t, served, false), await guest(t, served, false)];
  const gone = once(first, 'close');
  const third = await guest(t, served, true);
  await gone;
  const goneToo = once(second, 'close');
  const fourth = await guest(t, served, true);
  await goneToo;
  assert.deepEqual([known, third, fourth].map((socket) => socket.destroyed), [false, false, false]);
  const fifth = connect(served.http.port, '127.0.0.1');
  fifth.on('error', () => undefined);
  await once(fifth, 'close');
});

test('strangers have fewer places than those who are known (LIM-14)', async (t) => {
  const served = await serve(t, { config: { limits: { unauthenticatedConnections: 2, keepAliveSeconds: 60 } } });
  const first = await guest(t, served, false);
  const gone = once(first, 'close');
  for (let each = 0; each < 3; each += 1) await guest(t, served, true);
  await guest(t, served, false);
  await guest(t, served, false);
  await gone;
});

test('a request that does not arrive in time gets 408 (LIM-13)', async (t) => {
  const { http } = await serve(t, { config: { limits: { headersSeconds: 1, requestSeconds: 1 } } });
  const slow = await rawExchange(http.port, 'GET / HTTP/1.1\r\nHost: 127');
  assert.deepEqual([slow.status, problemIn(slow).code], [408, 'too-slow']);
});

test('a client that asks first is told to go on only after the gate (SEC-10)', async (t) => {
  const { http, host, token } = await serve(t);
  const head = (bearer: string): string => requestText('POST /api/sample/things', [`Host: ${host}`, `Authorization: Bearer ${bearer}`, 'Content-Type: application/json', 'Content-Length: 12', 'Expect: 100-continue', 'Connection: close']);
  const refused = await rawExchange(http.port, head('rk_wrong'));
  const socket = open(http.port);
  socket.write(head(token));
  const [first] = (await once(socket, 'data')) as [Buffer];
  socket.write('{"name":"a"}');
  const [second] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  assert.deepEqual([refused.status, first.toString().split('\r\n')[0], second.toString().split('\r\n')[0]], [401, 'HTTP/1.1 100 Continue', 'HTTP/1.1 201 Created']);
});

test('the port that was named must be free, the usual one need not be', async (t) => {
  const { http } = await serve(t);
  await assert.rejects(serve(t, { config: { port: http.port } }), { code: 'cannot-listen', exitCode: 64 });
});

test('the socket file goes with the daemon', async (t) => {
  const served = await serve(t);
  const path = join(served.root, '.runkeep', 'sock');
  const before = existsSync(path);
  await served.close();
  assert.deepEqual([before, existsSync(path)], [true, false]);
});

test('a forwarded host is believed from a trusted proxy only (SEC-11)', async (t) => {
  const forwarded = ['Host: 10.0.0.7:80', 'X-Forwarded-Host: keep.example', 'X-Forwarded-Proto: https', 'X-Forwarded-For: 192.0.2.1', 'Connection: close'];
  const status = async (config: object): Promise<number> => (await rawExchange((await serve(t, { config })).http.port, requestText('GET /healthz', forwarded))).status;
  assert.deepEqual([await status({ hosts: ['keep.example'], trustedProxies: ['127.0.0.1'] }), await status({ hosts: ['keep.example'] }), await status({ trustedProxies: ['127.0.0.1'] })], [200, 421, 421]);
});

test('under TLS the cookie is bound to this very host (SEC-15)', async (t) => {
  const folder = tempFolder(t);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  } catch {
    t.skip('openssl is not installed');
    return;
  }
  const { http, host } = await serve(t, { config: { tls: { cert, key } } });
  const body = JSON.stringify({ code: http.loginLink().split('#login=')[1] });
  const asked = request(new URL('/api/session', http.url), { method: 'POST', ca: readFileSync(cert), agent: false, headers: { Origin: `https://${host}`, 'Content-Type': 'application/json', 'Content-Length': body.length } });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [{ statusCode: number; headers: Record<string, unknown>; resume(): void }];
  answer.resume();
  assert.equal(answer.statusCode, 204);
  assert.match(String(answer.headers['set-cookie']), /^__Host-runkeep_\d+_[0-9a-f]{8}=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=2592000; Secure$/);
  assert.match(String(answer.headers['strict-transport-security']), /max-age=/);
});
