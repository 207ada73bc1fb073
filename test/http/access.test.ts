import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createHash, createHmac } from 'node:crypto';
import { ManualClock } from '../support/manual-clock.js';
import { tempFolder } from '../support/temp-folder.js';
import { problemIn, rawExchange, requestText } from './raw-exchange.js';
import { serve } from './served.js';
import { logIn } from './session.js';

test('without a credential only health, the page, its scripts and the login answer (SEC-13)', async (t) => {
  const { http, host } = await serve(t);
  const status = async (path: string): Promise<number> => (await rawExchange(http.port, requestText(`GET ${path}`, [`Host: ${host}`, 'Connection: close']))).status;
  const expected = { '/healthz': 200, '/': 200, '/experiments/abc': 200, '/assets/app-abc123.js': 200, '/api/status': 401, '/api/docs': 401, '/api/openapi.json': 401, '/api/nothing': 401, '/metrics': 401, '/api/session': 401 };
  const found: Record<string, number> = {};
  for (const path of Object.keys(expected)) found[path] = await status(path);
  assert.deepEqual(found, expected);
});

test('a login link admits once, and its cookie is bound to this host (SEC-15)', async (t) => {
  const { http, host } = await serve(t);
  const body = JSON.stringify({ code: http.loginLink().split('#login=')[1] });
  const post = (): ReturnType<typeof rawExchange> => rawExchange(http.port, requestText('POST /api/session', [`Host: ${host}`, `Origin: http://${host}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close'], body));
  const first = await post();
  assert.equal(first.status, 204);
  assert.match(first.headers.get('set-cookie') ?? '', new RegExp(`^runkeep_${http.port}_[0-9a-f]{8}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000$`));
  const second = await post();
  assert.deepEqual([second.status, problemIn(second).code], [401, 'login-code']);
});

test('a login link dies after five minutes and when eight newer ones exist (SEC-15)', async (t) => {
  const clock = new ManualClock();
  const { http, host } = await serve(t, { clock });
  const login = async (link: string): Promise<number> => {
    const body = JSON.stringify({ code: link.split('#login=')[1] });
    return (await rawExchange(http.port, requestText('POST /api/session', [`Host: ${host}`, `Origin: http://${host}`, 'Content-Type: application/json', `Content-Length: ${body.length}`, 'Connection: close'], body))).status;
  };
  const [oldest = '', second = ''] = Array.from({ length: 9 }, () => http.loginLink());
  const afterNine = await login(oldest);
  const alive = await login(second);
  const late = http.loginLink();
  await clock.pass(300_001);
  assert.deepEqual([afterNine, alive, await login(late)], [401, 204, 401]);
});

test('a session ends when it was not used for seven days, and the oldest of 33 goes (SEC-15)', async (t) => {
  const clock = new ManualClock();
  const served = await serve(t, { clock });
  const status = async (cookie: string): Promise<number> => (await rawExchange(served.http.port, requestText('GET /api/session', [`Host: ${served.host}`, `Cookie: ${cookie}`, 'Connection: close']))).status;
  const idle = await logIn(served);
  await clock.pass(7 * 86_400_000 + 1000);
  assert.equal(await status(idle.cookie), 401);
  const cookies: string[] = [];
  for (let each = 0; each < 33; each += 1) cookies.push((await logIn(served)).cookie);
  assert.deepEqual([await status(cookies[0] ?? ''), await status(cookies[1] ?? '')], [401, 200]);
});

test('sessions outlive a restart of the daemon, logging out ends one (SEC-15)', async (t) => {
  const root = tempFolder(t);
  const before = await serve(t, { root });
  const browser = await logIn(before);
  await before.close();
  const after = await serve(t, { root, config: { port: before.http.port } });
  const get = async (): Promise<number> => (await rawExchange(after.http.port, requestText('GET /api/session', [...browser.headers, 'Connection: close']))).status;
  const kept = await get();
  const out = await rawExchange(after.http.port, requestText('DELETE /api/session', [...browser.headers, 'Connection: close']));
  assert.deepEqual([kept, out.status, await get()], [200, 204, 401]);
});

test('a changing request by cookie needs the CSRF header, a bearer does not (SEC-16)', async (t) => {
  const served = await serve(t);
  const browser = await logIn(served);
  const remove = (headers: readonly string[]): ReturnType<typeof rawExchange> => rawExchange(served.http.port, requestText('DELETE /api/sample/things/1', [...headers, 'Connection: close']));
  const without = await remove(browser.headers.filter((header) => !header.startsWith('X-Runkeep')));
  assert.deepEqual([without.status, problemIn(without).code], [403, 'csrf']);
  assert.equal((await remove(browser.headers)).status, 204);
  assert.equal((await remove([`Host: ${served.host}`, `Authorization: Bearer ${served.token}`])).status, 204);
});

test('more than twenty failures a minute are told to wait, and never lock out the right token (SEC-13)', async (t) => {
  const clock = new ManualClock();
  const { http, host, token } = await serve(t, { clock });
  const get = async (bearer: string): Promise<number> => (await rawExchange(http.port, requestText('GET /api/status', [`Host: ${host}`, `Authorization: Bearer ${bearer}`, 'Connection: close']))).status;
  const statuses: number[] = [];
  for (let each = 0; each < 22; each += 1) statuses.push(await get('rk_wrong'));
  assert.deepEqual([statuses.filter((one) => one === 401).length, statuses.at(-1)], [20, 429]);
  assert.equal(await get(token), 200);
  await clock.pass(60_001);
  assert.equal(await get('rk_wrong'), 401);
});

test('the token is never taken from the address (SEC-13)', async (t) => {
  const { http, host, token } = await serve(t);
  for (const query of [`token=${token}`, `access_token=${token}`, `authorization=Bearer%20${token}`]) {
    assert.equal((await rawExchange(http.port, requestText(`GET /api/status?${query}`, [`Host: ${host}`, 'Connection: close']))).status, 401);
  }
});

test('a daemon proves itself before a client shows its token (SEC-18)', async (t) => {
  const { http, host, token } = await serve(t);
  const nonce = 'n'.repeat(43);
  const answer = await rawExchange(http.port, requestText(`GET /healthz?challenge=${nonce}`, [`Host: ${host}`, 'Connection: close']));
  const expected = createHmac('sha256', createHash('sha256').update(token).digest()).update(`${nonce}${http.port}`).digest('hex');
  assert.deepEqual(JSON.parse(answer.body), { health: 'ok', proof: expected });
});

test('health is one word to strangers and tells its conditions to those who are known (SEC-13)', async (t) => {
  const { http, host, token, health } = await serve(t);
  health.report('disk', { ok: false, code: 'no-space', message: 'the disk is full' });
  const stranger = await rawExchange(http.port, requestText('GET /healthz', [`Host: ${host}`, 'Connection: close']));
  const known = await rawExchange(http.port, requestText('GET /healthz', [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Connection: close']));
  assert.deepEqual([stranger.status, stranger.body, known.status, JSON.parse(known.body)], [503, 'degraded', 503, { health: 'degraded', conditions: { disk: { ok: false, code: 'no-space', message: 'the disk is full' } } }]);
});

test('the socket file serves the bearer and knows no cookie (SEC-18)', async (t) => {
  const served = await serve(t);
  const path = join(served.root, '.runkeep', 'sock');
  const browser = await logIn(served);
  const status = async (header: string): Promise<number> => (await rawExchange(path, requestText('GET /api/status', ['Host: localhost', header, 'Connection: close']))).status;
  assert.deepEqual([await status(`Authorization: Bearer ${served.token}`), await status(`Cookie: ${browser.cookie}`), await status('X-Nothing: 1')], [200, 401, 401]);
});

test('a root whose socket path is too long is served over TCP alone (SEC-18)', async (t) => {
  const root = join(tempFolder(t), 'x'.repeat(120));
  const { http, host, token } = await serve(t, { root });
  assert.equal((await rawExchange(http.port, requestText('GET /api/status', [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Connection: close']))).status, 200);
});

test('another address than loopback needs TLS or the word of the user (SEC-18)', async (t) => {
  await assert.rejects(serve(t, { config: { host: '0.0.0.0' } }), { code: 'insecure-listen', exitCode: 64 });
});

test('a token file that others can read, or that holds no token, is refused at start (SEC-14)', async (t) => {
  const root = tempFolder(t);
  const served = await serve(t, { root });
  await served.close();
  const path = join(root, '.runkeep', 'token');
  chmodSync(path, 0o644);
  await assert.rejects(serve(t, { root }), { code: 'unsafe-permissions' });
  chmodSync(path, 0o600);
  writeFileSync(path, 'rk_short');
  await assert.rejects(serve(t, { root }), { code: 'token-unreadable' });
});

test('the files of the daemon hold digests, never the token or a cookie (SEC-14, 15)', async (t) => {
  const served = await serve(t);
  const browser = await logIn(served);
  const state = readFileSync(join(served.root, '.runkeep', 'access.json'), 'utf8');
  assert.equal(state.includes(served.token) || state.includes(browser.cookie.split('=')[1] ?? '-'), false);
});
