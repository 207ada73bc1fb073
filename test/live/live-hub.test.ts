import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { decodeColumns, encodeColumns } from '../../schemas/columns.js';
import { open, rawExchange, requestText } from '../http/raw-exchange.js';
import { serve, type Served, type ServedOptions } from '../http/served.js';
import { handshake, logIn, ticketOf } from '../http/session.js';
import { ManualClock } from '../support/manual-clock.js';
import { until } from '../support/until.js';
import { Client } from './client.js';
import { CountingTopic } from './counting-topic.js';

async function live(t: TestContext, options: ServedOptions = {}): Promise<{ readonly served: Served; readonly topic: CountingTopic; readonly client: Client }> {
  const topic = new CountingTopic();
  const served = await serve(t, { ...options, topics: [topic] });
  return { served, topic, client: await Client.open(served) };
}

test('what is published reaches those who subscribed to its key, and nobody else', async (t) => {
  const { served, topic, client } = await live(t);
  const other = await Client.open(served);
  client.send({ subscribe: topic.name, key: 'a' });
  other.send({ subscribe: topic.name, key: 'b' });
  await until('both are open', () => topic.opened.length === 2);
  topic.next(served.hub, 'a');
  topic.next(served.hub, 'b');
  await Promise.all([client.until(() => client.data.length > 0), other.until(() => other.data.length > 0)]);
  assert.deepEqual([client.data, other.data], [[1], [2]]);
});

test('a client that comes back with its cursor gets the gap, without a hole and without a double', async (t) => {
  const { served, topic, client } = await live(t);
  for (let each = 0; each < 5; each += 1) topic.next(served.hub);
  // Published while the topic opens: before its look at the source, and between that and its answer.
  topic.beforeLooking = () => topic.next(served.hub);
  topic.whileOpening = async () => {
    for (let each = 0; each < 20; each += 1) {
      topic.next(served.hub);
      await new Promise(setImmediate);
    }
  };
  client.send({ subscribe: topic.name, cursor: '2' });
  await client.until(() => client.data.length >= 24);
  topic.next(served.hub);
  await client.until(() => client.data.includes(27));
  assert.deepEqual(client.data, Array.from({ length: 25 }, (_each, at) => at + 3));
});

test('many clients coming and going at any moment each see every number once', async (t) => {
  const { served, topic } = await live(t);
  let isDone = false;
  topic.whileOpening = () => new Promise(setImmediate);
  const writer = (async () => {
    for (let each = 0; each < 400; each += 1) {
      topic.next(served.hub);
      await new Promise(setImmediate);
    }
    isDone = true;
  })();
  const readers = Array.from({ length: 8 }, async () => {
    const seen: unknown[] = [];
    let cursor = '0';
    while (seen.length < 400) {
      const client = await Client.open(served);
      client.send({ subscribe: topic.name, cursor });
      await client.until(() => client.data.length >= (isDone ? 1 : 7));
      client.socket.terminate();
      await client.closed;
      seen.push(...client.data);
      cursor = String(client.replies.map((reply) => ('cursor' in reply ? reply.cursor : '')).at(-1));
    }
    return seen;
  });
  for (const seen of await Promise.all(readers)) assert.deepEqual(seen, Array.from({ length: 400 }, (_each, at) => at + 1));
  await writer;
});

test('a cursor that the source no longer knows is answered with one refetch', async (t) => {
  const { served, topic, client } = await live(t);
  topic.next(served.hub);
  client.send({ subscribe: topic.name, cursor: 'lost' });
  await client.until(() => client.refetches.length === 1);
  topic.next(served.hub);
  await client.until(() => client.data.length === 1);
  assert.deepEqual([client.refetches, client.data], [['1'], [2]]);
});

test('columns frames are sent as they are', async (t) => {
  const { served, topic, client } = await live(t);
  client.send({ subscribe: topic.name });
  await until('it is open', () => topic.opened.length === 1);
  topic.next(served.hub, '', encodeColumns({ meta: { key: '' }, columns: [new Float64Array([1.5, Number.NaN])] }));
  await client.until(() => client.binary.length === 1);
  assert.deepEqual(decodeColumns(client.binary[0]!), { meta: { key: '' }, columns: [new Float64Array([1.5, Number.NaN])] });
});

test('a topic hears how many listen to a key, before it opens and until the last is gone', async (t) => {
  const { served, topic, client } = await live(t);
  const other = await Client.open(served);
  client.send({ subscribe: topic.name, key: 'a' });
  await until('the first is open', () => topic.opened.length === 1);
  other.send({ subscribe: topic.name, key: 'a' });
  await until('the second is open', () => topic.opened.length === 2);
  client.send({ unsubscribe: topic.name, key: 'a' });
  await until('one left', () => topic.interests.length === 3);
  other.socket.terminate();
  await until('all left', () => topic.interests.length === 4);
  assert.deepEqual(topic.interests, [['a', 1], ['a', 2], ['a', 1], ['a', 0]]);
});

test('refused subscriptions get an error frame and leave the socket open', async (t) => {
  const { served, topic, client } = await live(t, { limits: { subscriptions: 2 } });
  for (const message of [{ subscribe: 'no.topic' }, { subscribe: topic.name, key: 'unknown' }, { subscribe: topic.name, key: 'bug' }, { nothing: 1 }, [], `${'['.repeat(100)}${']'.repeat(100)}`]) {
    const before = client.errors.length;
    client.send(message);
    await client.until(() => client.errors.length > before);
  }
  for (const key of ['1', '2', '3']) client.send({ subscribe: topic.name, key });
  await client.until(() => client.errors.length === 7);
  assert.deepEqual(client.errors, ['unknown-topic', 'no-count', 'bug', 'invalid-request', 'invalid-request', 'invalid-request', 'too-many-subscriptions']);
  assert.equal(JSON.stringify(client.replies).includes('secret'), false);
  topic.next(served.hub, '1');
  await client.until(() => client.data.length === 1);
});

test('frames that no client may send end the socket with the right code (class 24, SEC-20)', async (t) => {
  const { served } = await live(t);
  const ended = async (act: (client: Client) => void): Promise<number> => {
    const client = await Client.open(served);
    act(client);
    return client.closed;
  };
  const codes = {
    binary: await ended(({ socket }) => socket.send(Buffer.from('{}'), { binary: true })),
    'bad JSON': await ended((client) => client.send('{"subscribe":')),
    'empty text': await ended((client) => client.send('')),
    'byte order mark': await ended((client) => client.send('\ufeff{}')),
    oversized: await ended((client) => client.send('x'.repeat(65_537))),
    fragments: await ended(({ socket }) => {
      for (let each = 0; each < 10_000; each += 1) socket.send('', { fin: false });
    }),
    flood: await ended((client) => {
      for (let each = 0; each < 1000; each += 1) client.send('{"unsubscribe":"a"}');
    }),
    // The library cuts off who asks for pongs faster than it takes them, without a farewell.
    'ping flood': await ended(({ socket }) => {
      for (let each = 0; each < 1000; each += 1) socket.ping();
    }),
  };
  assert.deepEqual(codes, { binary: 1003, 'bad JSON': 1007, 'empty text': 1007, 'byte order mark': 1007, oversized: 1009, fragments: 1009, flood: 1008, 'ping flood': 1006 });
});

test('frames that are no WebSocket frames end the socket with 1002 or 1007 (class 24)', async (t) => {
  const { served } = await live(t);
  const closeCode = async (frame: Buffer): Promise<number> => {
    const socket = open(served.http.port);
    socket.write(requestText('GET /live', [`Host: ${served.host}`, `Authorization: Bearer ${served.token}`, ...handshake]));
    await once(socket, 'data');
    socket.write(frame);
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    assert.equal(bytes[0], 0x88);
    return bytes.readUInt16BE(2);
  };
  const masked = (first: number, payload: Buffer): Buffer => Buffer.concat([Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
  assert.deepEqual(
    [await closeCode(Buffer.from([0x81, 0x02, 0x7b, 0x7d])), await closeCode(masked(0x88, Buffer.from([0x03, 0xed]))), await closeCode(masked(0xc1, Buffer.from('{}'))), await closeCode(masked(0x81, Buffer.from([0xff, 0xfe])))],
    [1002, 1002, 1002, 1007],
  );
});

test('a slow reader costs a bounded amount of memory and then learns to fetch anew, once (LIM-22)', async (t) => {
  const { served, topic, client } = await live(t, { limits: { unsentBytes: 262_144 } });
  client.send({ subscribe: topic.name });
  await until('it is open', () => topic.opened.length === 1);
  client.socket.pause();
  const before = process.memoryUsage().external;
  const text = 'x'.repeat(50_000);
  for (let each = 0; each < 2000; each += 1) {
    topic.next(served.hub, '', text);
    if (each % 50 === 0) await new Promise(setImmediate);
  }
  const held = process.memoryUsage().external - before;
  assert.ok(held < 20_000_000, `held ${held} bytes`);
  client.socket.resume();
  await client.until(() => client.refetches.length === 1);
  assert.deepEqual(client.refetches, ['2000']);
  topic.next(served.hub, '', 'again');
  await client.until(() => client.data.at(-1) === 'again');
  assert.equal(client.refetches.length, 1);
});

test('a reader with more unsent bytes than any socket may have is closed (LIM-22)', async (t) => {
  const { served, topic, client } = await live(t, { limits: { unsentBytes: 8_000_000, mostUnsentBytes: 9_000_000 } });
  client.send({ subscribe: topic.name });
  await until('it is open', () => topic.opened.length === 1);
  client.socket.pause();
  topic.next(served.hub, '', randomBytes(20_000_000).toString('base64'));
  client.socket.resume();
  assert.equal(await client.closed, 1013);
});

test('a silent client is pinged and then cut off, one that answers stays (LIM-23)', async (t) => {
  const clock = new ManualClock();
  const { served, client } = await live(t, { clock });
  const silent = await Client.open(served);
  silent.socket.pause();
  for (let each = 0; each < 4; each += 1) {
    const pinged = once(client.socket, 'ping');
    await clock.pass(30_000);
    await pinged;
    client.send({ unsubscribe: 'nothing' });
    await until('the answer was heard', () => served.hub.sockets > 0);
    await new Promise((resolve) => client.socket.ping('', true, resolve));
    await once(client.socket, 'pong');
  }
  await until('the silent one is gone', () => served.hub.sockets === 1);
  silent.socket.resume();
  assert.equal(await silent.closed, 1006);
});

test('sockets beyond their number are refused before the upgrade (LIM-24)', async (t) => {
  const { served } = await live(t, { limits: { sockets: 3, socketsPerSession: 2 } });
  const browser = await logIn(served);
  const sockets: Socket[] = [];
  const upgrade = async (headers: readonly string[]): Promise<number> => {
    const socket = open(served.http.port);
    sockets.push(socket);
    socket.write(requestText('GET /live', [`Host: ${served.host}`, ...headers, ...handshake]));
    const [bytes] = (await once(socket, 'data')) as [Buffer];
    return Number(bytes.toString('latin1').slice(9, 12));
  };
  const bearer = [`Authorization: Bearer ${served.token}`];
  const cookie = async (): Promise<string[]> => [`Origin: http://${served.host}`, `Cookie: ${browser.cookie}`, `Sec-WebSocket-Protocol: runkeep.v1, ticket.${await ticketOf(served, browser)}`];
  assert.deepEqual([await upgrade(bearer), await upgrade(bearer), await upgrade(await cookie()), await upgrade(await cookie())], [101, 503, 101, 503]);
  for (const socket of sockets) socket.destroy();
});

test('a ticket opens one socket, of its own session, within thirty seconds, and is not echoed (SEC-20)', async (t) => {
  const clock = new ManualClock();
  const { served } = await live(t, { clock });
  const [one, two] = [await logIn(served), await logIn(served)];
  const upgrade = (cookie: string, ticket: string): ReturnType<typeof rawExchange> => rawExchange(served.http.port, requestText('GET /live', [`Host: ${served.host}`, `Origin: http://${served.host}`, `Cookie: ${cookie}`, `Sec-WebSocket-Protocol: runkeep.v1, ticket.${ticket}`, ...handshake]));
  const ticket = await ticketOf(served, one);
  const first = await upgrade(one.cookie, ticket);
  const again = await upgrade(one.cookie, ticket);
  const stolen = await upgrade(two.cookie, await ticketOf(served, one));
  const late = await ticketOf(served, one);
  await clock.pass(30_001);
  assert.deepEqual([first.status, first.headers.get('sec-websocket-protocol'), again.status, stolen.status, (await upgrade(one.cookie, late)).status], [101, 'runkeep.v1', 401, 401, 401]);
});

test('closing the hub says goodbye to every socket', async (t) => {
  const { served, client } = await live(t);
  await served.close();
  assert.equal(await client.closed, 1001);
});
