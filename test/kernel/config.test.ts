import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import type { StartError } from '../../daemon/api/errors.js';
import { type ConfigSources, loadConfig } from '../../daemon/kernel/config.js';

const folder = mkdtempSync(join(tmpdir(), 'runkeep-config-'));
after(() => rmSync(folder, { recursive: true }));
const schemas = new Map<string, z.ZodType>([
  ['http', z.strictObject({ port: z.number().int().default(7717), host: z.string().default('127.0.0.1') })],
  ['gpu-scheduler', z.strictObject({ limits: z.strictObject({ maxJobs: z.number().default(4) }).default({ maxJobs: 4 }) })],
]);
const any = z.unknown();

function sources(text: string | undefined, env: ConfigSources['env'] = {}, sets: readonly string[] = []): ConfigSources {
  const path = join(folder, 'runkeep.config.json');
  rmSync(path, { force: true });
  if (text !== undefined) writeFileSync(path, text);
  return { file: { path, required: false }, env, sets };
}

function refusal(given: ConfigSources): { readonly message: string; readonly hint: string; readonly exitCode: number } {
  try {
    loadConfig(given, schemas);
  } catch (failure) {
    const { message, hint, exitCode } = failure as StartError;
    return { message, hint, exitCode };
  }
  throw new Error('was accepted');
}

test('file, environment and --set win in that order, and each value tells where it came from', () => {
  const config = loadConfig(sources('{"http": {"port": 1, "host": "localhost"}}', { RUNKEEP_HTTP_PORT: '2', RUNKEEP_GPU_SCHEDULER_LIMITS__MAX_JOBS: '9' }, ['http.port=3']), schemas);
  assert.deepEqual(config.section('http', any), { port: 3, host: 'localhost' });
  assert.deepEqual(config.section('gpu-scheduler', any), { limits: { maxJobs: 9 } });
  assert.deepEqual(config.values.find(({ key }) => key === 'http.port'), { key: 'http.port', value: 3, from: '--set' });
  assert.match(config.values.find(({ key }) => key === 'http.host')?.from ?? '', /runkeep\.config\.json$/);
});

test('nothing given means the defaults, and the section is frozen', () => {
  const http = loadConfig(sources(undefined), schemas).section('http', any);
  assert.deepEqual(http, { port: 7717, host: '127.0.0.1' });
  assert.ok(Object.isFrozen(http));
});

test('an unknown key lists the known ones', () => {
  assert.deepEqual(refusal(sources('{"http": {"prot": 1}}')), { message: 'configuration http: Unrecognized key: "prot"', hint: 'keys of http: port, host', exitCode: 64 });
});

test('an unknown section lists the known ones', () => {
  assert.match(refusal(sources('{"htp": {"port": 1}}')).hint, /sections are: http, gpu-scheduler/);
});

test('what is no JSON, no object or has a wrong type is refused with the place', () => {
  assert.match(refusal(sources('{"http": ')).message, /is not JSON/);
  assert.match(refusal(sources('[]')).message, /does not hold an object/);
  assert.match(refusal(sources('{"http": {"port": "x"}}')).message, /configuration http\.port/);
  assert.match(refusal(sources('', {}, ['http.port'])).message, /is not JSON|has no value/);
});

test('a key called __proto__ changes no prototype', () => {
  refusal(sources('{"http": {"__proto__": {"polluted": 1}}}', {}, ['http.x=1']));
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});
