import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { atEnd, type Scene } from '../support/at-end.js';
import { runCli } from '../support/cli.js';
import { tempFolder } from '../support/temp-folder.js';

const token = `rk_${'a'.repeat(43)}`;

/** A root as a daemon left it behind. */
function leftRoot(scene: Scene, lock: string): string {
  const root = tempFolder(scene);
  mkdirSync(join(root, '.runkeep'), { mode: 0o700 });
  writeFileSync(join(root, '.runkeep', 'lock'), lock);
  writeFileSync(join(root, '.runkeep', 'token'), `${token}\n`, { mode: 0o600 });
  return root;
}

/** A program that listens where a daemon was, and notes what it is told. */
async function squatter(scene: Scene): Promise<{ readonly url: string; readonly heard: IncomingMessage[] }> {
  const heard: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    heard.push(request);
    response.setHeader('Content-Type', 'application/json').end('{"health":"ok","proof":"0000"}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(scene, () => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`, heard };
}

test('without a daemon every command says how to start one, and exits 69', async (t) => {
  const root = tempFolder(t);
  const { code, stderr } = await runCli(['ls', '--root', root]);
  assert.deepEqual({ code, stderr }, { code: 69, stderr: `runkeep: no daemon keeps ${root}\n  start one: runkeep up --root ${root}   (another root: --root or RUNKEEP_ROOT)\n` });
});

test('with --json a failure is one object on stdout', async (t) => {
  const root = tempFolder(t);
  const { code, stdout, stderr } = await runCli(['status', '--json'], { RUNICORN_DIR: root });
  assert.deepEqual([code, JSON.parse(stdout), stderr], [69, { error: { code: 'no-daemon', title: `no daemon keeps ${root}`, hint: `start one: runkeep up --root ${root}   (another root: --root or RUNKEEP_ROOT)` } }, '']);
});

test('the lock file of a dead daemon is no daemon', async (t) => {
  const root = leftRoot(t, JSON.stringify({ pid: 1, url: 'http://127.0.0.1:1' }));
  assert.equal((await runCli(['status', '--root', root])).code, 69);
});

for (const [what, lock] of [['empty', ''], ['cut', '{"pid": 12, "ur'], ['of another shape', '{"pid": "x"}']] as const) {
  test(`a lock file that is ${what} is no daemon`, async (t) => {
    assert.equal((await runCli(['status', '--root', leftRoot(t, lock)])).code, 69);
  });
}

test('a daemon that is still starting is named', async (t) => {
  const root = leftRoot(t, JSON.stringify({ pid: 77, url: null }));
  const { code, stderr } = await runCli(['status', '--root', root]);
  assert.deepEqual([code, stderr.includes('(pid 77) is still starting')], [69, true]);
});

test('a squatter on the port is asked for its proof and never shown the token (SEC-18)', async (t) => {
  const { url, heard } = await squatter(t);
  const root = leftRoot(t, JSON.stringify({ pid: 1, url }));
  const { code, stderr } = await runCli(['status', '--root', root]);
  const told = heard.flatMap(({ url: path, rawHeaders }) => [path ?? '', ...rawHeaders]).join('\n');
  assert.deepEqual({ code, requests: heard.length, leaked: told.includes(token), named: stderr.includes('does not know the token') }, { code: 76, requests: 1, leaked: false, named: true });
});

test('wrong usage exits 64 with a sentence', async () => {
  const said = await Promise.all([['ls', '--nope'], ['show'], ['frobnicate'], ['status', '--url', 'ftp://x'], ['completion', 'powershell']].map((args) => runCli(args)));
  assert.deepEqual(said.map(({ code }) => code), [64, 64, 64, 64, 64]);
  assert.ok(said.every(({ stderr }) => stderr.startsWith('runkeep: ')));
});

test('help and version answer without a daemon', async () => {
  const [help, version] = await Promise.all([runCli(['--help']), runCli(['--version'])]);
  assert.deepEqual([help.code, version.code, /^\d+\.\d+\.\d+\n$/.test(version.stdout), help.stdout.includes('Exit codes:')], [0, 0, true, true]);
});
