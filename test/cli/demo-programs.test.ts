import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { packageFolder } from '../../clients/cli/package-folder.js';
import { Child } from '../support/child.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';

const programs = join(packageFolder(), 'clients', 'cli', 'demo');
const python = spawnSync('python3', ['--version']).status === 0 ? false : 'python3 is not installed';

/** The one run directory below a root. */
function runOf(root: string): string {
  const found = readdirSync(root, { recursive: true, encoding: 'utf8' }).find((name) => name.endsWith('meta.json'));
  if (found === undefined) throw new Error(`no run under ${root}`);
  return join(root, dirname(found));
}

interface Event {
  readonly type: string;
  readonly data: Readonly<Record<string, number | string | null>>;
}

function eventsOf(run: string): Event[] {
  const text = readFileSync(join(run, 'events.jsonl'), 'utf8');
  return text.trimEnd().split('\n').map((line) => JSON.parse(line.replaceAll(/: (NaN|-?Infinity)/g, ': null')) as Event);
}

function statusOf(run: string): string {
  return (JSON.parse(readFileSync(join(run, 'status.json'), 'utf8')) as { status: string }).status;
}

const lastAccuracy = (events: readonly Event[]): number => Number(events.findLast(({ data }) => data['val/accuracy'] !== undefined)?.data['val/accuracy']);

test('the network really learns, survives a corrupt sample and finishes', async (t) => {
  const root = tempFolder(t);
  const child = new Child(process.execPath, [join(programs, 'train.mjs'), '--root', root, '--hidden', '24', '--epochs', '12', '--pause', '1', '--corrupt-at', '50']);
  assert.deepEqual(await child.ended, { code: 0, signal: null });
  const run = runOf(root);
  const events = eventsOf(run);
  assert.ok(lastAccuracy(events) > 0.8, `accuracy ${lastAccuracy(events)}`);
  assert.equal(events.filter(({ data }) => data['train/loss'] === null).length, 1);
  assert.equal(statusOf(run), 'finished');
});

test('its pictures are PNG files that its events name', async (t) => {
  const root = tempFolder(t);
  await new Child(process.execPath, [join(programs, 'train.mjs'), '--root', root, '--epochs', '1', '--pause', '0']).ended;
  const run = runOf(root);
  const images = eventsOf(run).filter(({ type }) => type === 'image').map(({ data }) => join(run, String(data['path'])));
  assert.deepEqual(images.map((path) => existsSync(path) && readFileSync(path).subarray(1, 4).toString('latin1')), ['PNG', 'PNG']);
});

test('a crash ends as failed, with its error in the log', async (t) => {
  const root = tempFolder(t);
  const child = new Child(process.execPath, [join(programs, 'train.mjs'), '--root', root, '--pause', '0', '--fail-at', '5']);
  const { code } = await child.ended;
  const run = runOf(root);
  assert.deepEqual([code, statusOf(run), readFileSync(join(run, 'logs.txt'), 'utf8').includes('cannot be read')], [1, 'failed', true]);
});

test('the end of standard input interrupts a training', async (t) => {
  const root = tempFolder(t);
  const child = new Child(process.execPath, [join(programs, 'train.mjs'), '--root', root, '--pause', '50']);
  await until('the training has begun', () => readdirSync(root, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('events.jsonl')));
  child.process.stdin.end();
  assert.deepEqual([(await child.ended).code, statusOf(runOf(root))], [0, 'interrupted']);
});

test('the Python training learns and writes the older layout', { skip: python }, async (t) => {
  const root = tempFolder(t);
  const child = new Child('python3', [join(programs, 'train.py'), '--root', root, '--epochs', '4', '--pause', '0']);
  assert.equal((await child.ended).code, 0, child.stderr);
  const run = runOf(root);
  assert.ok(lastAccuracy(eventsOf(run)) > 0.8);
  assert.deepEqual([statusOf(run), run.startsWith(join(root, 'clouds', 'softmax', 'runs'))], ['finished', true]);
});
