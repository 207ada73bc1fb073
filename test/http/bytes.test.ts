import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Route } from '../../daemon/api/route.js';
import { ManualClock } from '../support/manual-clock.js';
import { open, problemIn, rawExchange, requestText } from './raw-exchange.js';
import { serve, type Served } from './served.js';

/** A face with one route that takes bytes: it answers how many came, and tells of each piece. */
async function opened(t: TestContext, clock?: ManualClock): Promise<{ readonly served: Served; readonly seen: string[]; readonly ask: (headers: readonly string[], body?: string) => Promise<string> }> {
  const seen: string[] = [];
  const route: Route = {
    method: 'PUT', path: '/bytes', summary: 'Takes bytes', right: 'write', deadlineSeconds: 0, takes: 'application/octet-stream', bodyBytes: 20,
    handle: async ({ bytes }) => {
      for await (const piece of bytes ?? []) seen.push(Buffer.from(piece).toString());
      return { length: bytes?.length ?? null, came: seen.join('') };
    },
  };
  const served = await serve(t, { plugins: [{ id: 'sample', routes: [route], commands: [], panels: [] }], ...(clock && { clock }) });
  const ask = async (headers: readonly string[], body = ''): Promise<string> => {
    const answer = await rawExchange(served.http.port, requestText('PUT /api/sample/bytes', [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, ...headers], body));
    return answer.status < 400 ? answer.body : `${answer.status} ${problemIn(answer).code}`;
  };
  return { served, seen, ask };
}

const octets = 'Content-Type: application/octet-stream';

test('a route that takes bytes gets them as they are, and no other type (SEC-16)', async (t) => {
  const { ask } = await opened(t);
  assert.deepEqual(
    [
      await ask([octets, 'Content-Length: 5'], 'alpha'),
      await ask(['Content-Type: application/json', 'Content-Length: 2'], '{}'),
      await ask(['Content-Length: 2'], '{}'),
      await ask([octets, 'Content-Encoding: gzip', 'Content-Length: 2'], 'xx'),
      await ask([octets, 'Content-Length: 21'], 'x'.repeat(21)),
      await ask([octets, 'Transfer-Encoding: chunked'], '15\r\nxxxxxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n'),
      await ask(['Content-Length: 0']),
    ],
    ['{"length":5,"came":"alpha"}', '415 content-type', '415 content-type', '415 content-encoding', '413 body-too-large', '413 body-too-large', '{"length":0,"came":"alpha"}'],
  );
});

test('a client that asks before it sends is told to go on (class 17)', async (t) => {
  const { ask } = await opened(t);
  assert.match(await ask([octets, 'Content-Length: 5', 'Expect: 100-continue'], 'alpha'), /alpha/);
});

test('an upload may last, but ends after 30 s without a byte; what came was handed over (LIM-13)', async (t) => {
  const clock = new ManualClock();
  const { served, seen } = await opened(t, clock);
  const socket = open(served.http.port);
  let text = '';
  const ended = new Promise<void>((resolve) => socket.on('data', (bytes: Buffer) => (text += bytes.toString())).on('close', resolve));
  socket.write(requestText('PUT /api/sample/bytes', [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, octets, 'Content-Length: 10'], 'alpha'));
  while (seen.length < 1) await new Promise((resolve) => setImmediate(resolve));
  for (let nth = 0; nth < 3; nth++) await clock.pass(29_000).then(() => say(nth));
  async function say(nth: number): Promise<void> {
    socket.write('x');
    while (seen.length < nth + 2) await new Promise((resolve) => setImmediate(resolve));
  }
  await clock.pass(31_000);
  await ended;
  assert.match(text, /^HTTP\/1\.1 408 .*too-slow/s);
  assert.equal(seen.join(''), 'alphaxxx');
});

test('a body that a refusal left unread has 60 s to arrive, then the connection is closed (LIM-13)', async (t) => {
  const clock = new ManualClock();
  const { served } = await opened(t, clock);
  const socket = open(served.http.port);
  const ended = new Promise<void>((resolve) => socket.on('close', resolve));
  const refused = new Promise<string>((resolve) => socket.on('data', (bytes: Buffer) => resolve(bytes.toString())));
  socket.write(requestText('PUT /api/sample/none', [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, octets, 'Content-Length: 10'], 'alpha'));
  assert.match(await refused, /^HTTP\/1\.1 404/);
  await clock.pass(61_000);
  await ended;
});
