import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import type { TextSocket } from '../../daemon/api/text-socket.js';
import type { MountedSocket } from '../../daemon/live/socket-paths.js';
import { serve, type Served } from '../http/served.js';
import { ManualClock } from '../support/manual-clock.js';
import { until } from '../support/until.js';

type Open = MountedSocket['route']['open'];

function at(open: Open, right: MountedSocket['route']['right'] = 'read'): readonly MountedSocket[] {
  return [{ address: '/api/runs/:id/lines', route: { path: '/runs/:id/lines', summary: 'Lines', right, open } }];
}

function connect({ host, token }: Served, path: string, headers: Readonly<Record<string, string>> = { Authorization: `Bearer ${token}` }): WebSocket {
  const socket = new WebSocket(`ws://${host}${path}`, { headers, perMessageDeflate: false });
  socket.on('error', () => undefined);
  return socket;
}

async function refusedWith(socket: WebSocket): Promise<number | undefined> {
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
  return response.statusCode;
}

test('a text socket opens at its address with decoded parameters, says its lines and closes in peace', async (t) => {
  const served = await serve(t, { sockets: at(async ({ id = '' }, socket) => {
    await socket.send(`run ${id}`);
    socket.close();
  }) });
  const socket = connect(served, '/api/runs/a%20b/lines');
  const lines: string[] = [];
  socket.on('message', (data) => lines.push((data as Buffer).toString()));
  const [code] = (await once(socket, 'close')) as [number];
  assert.deepEqual([lines, code], [['run a b'], 1000]);
});

test('a text socket has the gate of every socket: credential, address, right (SEC-20)', async (t) => {
  const served = await serve(t, { sockets: at(async (_params, socket) => socket.close(), 'exec') });
  assert.deepEqual(
    [await refusedWith(connect(served, '/api/runs/1/lines', {})), await refusedWith(connect(served, '/api/runs/1')), await refusedWith(connect(served, '/api/runs//lines')), await refusedWith(connect(served, '/api/runs/1/lines'))],
    [403, 404, 400, 403],
  );
});

test('a client that goes away ends what was begun for it, also while its writer waits (LIM-22)', async (t) => {
  const opened: TextSocket[] = [];
  let sent = 0;
  let isOver = false;
  const served = await serve(t, { sockets: at(async (_params, socket) => {
    opened.push(socket);
    while (await socket.send('x'.repeat(65_536))) sent += 1;
    isOver = true;
  }) });
  const socket = connect(served, '/api/runs/1/lines');
  await once(socket, 'open');
  socket.pause();
  await until('the writer waits', async () => {
    const before = sent;
    await new Promise(setImmediate);
    return sent > 0 && sent === before;
  });
  assert.ok(sent < 1000, `${sent} frames of 64 KiB for a reader that takes none`);
  socket.terminate();
  await until('the writer was let go', () => isOver);
  assert.deepEqual([opened[0]?.ended.aborted, served.hub.sockets], [true, 0]);
});

test('a text socket that fails is closed with 1011, and one whose session ends with 4401', async (t) => {
  const served = await serve(t, { sockets: at(async ({ id }) => {
    if (id === 'bug') throw new TypeError('secret');
  }) });
  const failed = connect(served, '/api/runs/bug/lines');
  const [code, reason] = (await once(failed, 'close')) as [number, Buffer];
  const revoked = connect(served, '/api/runs/1/lines');
  await once(revoked, 'open');
  served.hub.revoke(() => true);
  const [ended] = (await once(revoked, 'close')) as [number];
  assert.deepEqual([code, reason.toString(), ended], [1011, 'the daemon failed', 4401]);
});

test('what a client says on a text socket is dropped, and too much of it ends the socket (LIM-21)', async (t) => {
  const served = await serve(t, { clock: new ManualClock(), sockets: at(async () => undefined) });
  const socket = connect(served, '/api/runs/1/lines');
  await once(socket, 'open');
  for (let each = 0; each < 300; each += 1) socket.send('hello');
  const [code] = (await once(socket, 'close')) as [number];
  assert.equal(code, 1008);
});
