import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StartError } from '../../daemon/api/errors.js';
import { parseOptions } from '../../daemon/kernel/options.js';

test('the root comes from --root, RUNKEEP_ROOT, RUNICORN_DIR, else ./runkeep-data', () => {
  const env = { RUNKEEP_ROOT: '/b', RUNICORN_DIR: '/c' };
  assert.equal(parseOptions(['--root', '/a'], env).root, '/a');
  assert.equal(parseOptions([], env).root, '/b');
  assert.equal(parseOptions([], { RUNICORN_DIR: '/c' }).root, '/c');
  assert.equal(parseOptions([], {}).root, 'runkeep-data');
});

test('--host and --port are settings of http', () => {
  assert.deepEqual(parseOptions(['--port', '0', '--host', '::1', '--set', 'log.level=warn'], {}).sets, ['log.level=warn', 'http.host=::1', 'http.port=0']);
});

test('an unknown option lists the known ones and exits with 64', () => {
  assert.throws(() => parseOptions(['--prot', '1'], {}), (failure: StartError) => failure.exitCode === 64 && failure.hint.includes('--port'));
});
