import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { z } from 'zod';
import { atEnd, type Scene } from '../support/at-end.js';
import { runCli, spawnCli } from '../support/cli.js';
import type { Child } from '../support/child.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const ready = z.object({ ready: z.literal(true), url: z.string(), login: z.string(), pid: z.number(), root: z.string() });
const status = z.object({ line: z.object({ pointsRead: z.number() }) });

/** `runkeep up --json`, once it says that it is ready. */
async function up(scene: Scene, args: readonly string[]): Promise<{ readonly child: Child; readonly told: z.infer<typeof ready> }> {
  const child = spawnCli(['up', '--json', '--port', '0', ...args]);
  atEnd(scene, async () => {
    child.signal('SIGTERM');
    await child.ended;
  });
  const line = await until('up says that it is ready', () => (child.stdout.includes('\n') || !child.isAlive ? child.stdout : undefined), 30_000);
  return { child, told: ready.parse(JSON.parse(line || `{"stderr": ${JSON.stringify(child.stderr)}}`)) };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('up prints a login link, passes the signal on, and exits with the code of its daemon', async (t) => {
  const { child, told } = await up(t, ['--root', tempFolder(t)]);
  assert.match(told.login, /^http:\/\/127\.0\.0\.1:\d+\/#login=[\w-]{40,}$/);
  child.signal('SIGINT');
  assert.deepEqual([await child.ended, isAlive(told.pid)], [{ code: 0, signal: null }, false]);
});

test('a second up on the same root exits 75 and names the first', async (t) => {
  const root = tempFolder(t);
  const { told } = await up(t, ['--root', root]);
  const { code, stderr } = await runCli(['up', '--port', '0', '--root', root]);
  assert.deepEqual([code, stderr.includes(`pid ${told.pid}`), stderr.includes(told.url)], [75, true, true]);
});

test('a wrong setting exits 64 and says which ones there are', async (t) => {
  const { code, stderr } = await runCli(['up', '--root', tempFolder(t), '--set', 'http.prot=1']);
  assert.deepEqual([code, stderr.includes('port')], [64, true]);
});

test('the demo trains on a fresh root, its points grow, and nothing is left of it', async (t) => {
  const { child, told } = await up(t, ['--demo']);
  const points = async (): Promise<number> => status.parse(JSON.parse((await runCli(['status', '--json', '--root', told.root])).stdout)).line.pointsRead;
  const first = await until('the first points', async () => (await points()) || undefined);
  await until('more points', async () => (await points()) > first + 50);
  const { stdout } = await runCli(['ls', '--root', told.root]);
  child.signal('SIGINT');
  assert.deepEqual([(await child.ended).code, existsSync(told.root), /spirals\/mlp|wide/.test(stdout)], [0, false, true]);
});
