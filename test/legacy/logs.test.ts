import assert from 'node:assert/strict';
import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { WebSocket } from 'ws';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

async function opened(t: TestContext): Promise<{ readonly daemon: TestDaemon; readonly run: RunDirectory }> {
  const root = tempFolder(t);
  const run = new RunDirectory(root, 'runs/x/r1');
  const daemon = await startDaemon(t, { root });
  await daemon.live();
  return { daemon, run };
}

function follow({ url, token }: TestDaemon, id: string): { readonly socket: WebSocket; readonly lines: string[] } {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/runs/${id}/logs/ws`, { headers: { Authorization: `Bearer ${token}` } });
  const lines: string[] = [];
  socket.on('message', (data) => lines.push((data as Buffer).toString()));
  return { socket, lines };
}

test('the log socket sends the whole file, blank lines dropped, then whole lines as they grow (DISK-45)', async (t) => {
  const { daemon, run } = await opened(t);
  run.text('one\n\n  \n\u001b[32mtwo\u001b[0m\nhal');
  const { socket, lines } = follow(daemon, 'r1');
  await until('the file came', () => lines.length === 2);
  run.text('f ✓\nmore\n');
  await until('the growth came', () => lines.length === 4);
  socket.terminate();
  assert.deepEqual(lines, ['one', '\u001b[32mtwo\u001b[0m', 'half ✓', 'more']);
});

test('a log that does not exist yet is waited for, and one that was cut begins anew', async (t) => {
  const { daemon, run } = await opened(t);
  const { socket, lines } = follow(daemon, 'r1');
  await until('the notice came', () => lines.length === 1);
  run.text('first\nsecond\n');
  await until('the lines came', () => lines.length === 3);
  truncateSync(join(run.folder, 'logs.txt'), 0);
  run.text('new\n');
  await until('the new file came', () => lines.length === 4);
  socket.terminate();
  assert.deepEqual(lines, ['[info] No logs available yet. Waiting for logs to be created...', 'first', 'second', 'new']);
});

test('an unknown run is said and the socket closes in peace', async (t) => {
  const { daemon } = await opened(t);
  const { socket, lines } = follow(daemon, 'nobody');
  const [code] = (await once(socket, 'close')) as [number];
  assert.deepEqual([lines, code], [['[error] run not found'], 1000]);
});

test('a large log comes whole and in order to a slow reader, and nothing is left of those that leave', async (t) => {
  const { daemon, run } = await opened(t);
  const line = 'x'.repeat(200);
  run.text(Array.from({ length: 30_000 }, (_none, at) => `${at} ${line}\n`).join(''));
  const leaver = follow(daemon, 'r1');
  await until('it began', () => leaver.lines.length > 0);
  leaver.socket.terminate();
  const { socket, lines } = follow(daemon, 'r1');
  await once(socket, 'open');
  socket.pause();
  await new Promise(setImmediate);
  socket.resume();
  await until('all came', () => lines.length === 30_000);
  assert.ok(lines.every((text, at) => text === `${at} ${line}`));
  socket.terminate();
  await until('no socket is left', async () => ((await daemon.get('/api/status')).body as { sockets: number }).sockets === 0);
});
