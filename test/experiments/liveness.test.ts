import assert from 'node:assert/strict';
import { test } from 'node:test';
import { liveness, type Host, type Signs } from '../../plugins/experiments/liveness.js';
import { thisHost } from '../../plugins/experiments/host.js';
import { statusClass } from '../../plugins/experiments/status-class.js';

const now = 10_000;
const signs: Signs = { class: 'running', hostname: 'here', pid: 42, bootId: 'boot', processStartedAt: 5000, createdAt: 5001, heartbeatAt: now - 5, activeAt: now - 5 };
const host = (start: number | 'alive' | undefined, bootId: string | null = 'boot'): Host => ({ hostname: 'here', bootId, startOf: () => start });

const cases: readonly (readonly [words: string, signs: Partial<Signs>, host: Host, state: string])[] = [
  ['whose process lives', {}, host(5000), 'running'],
  ['whose process lives but is silent', { heartbeatAt: 0, activeAt: 0 }, host(5000), 'running'],
  ['whose process is gone, within two heartbeats', {}, host(undefined), 'running'],
  ['whose process is gone', { heartbeatAt: now - 30, activeAt: now - 30 }, host(undefined), 'interrupted'],
  ['whose pid belongs to a later process', { heartbeatAt: now - 30, activeAt: now - 30 }, host(8000), 'interrupted'],
  ['of an earlier boot', { heartbeatAt: now - 30, activeAt: now - 30 }, host(5000, 'other boot'), 'interrupted'],
  ['without boot id, whose pid is absent: a container may hide it', { bootId: null, heartbeatAt: now - 30, activeAt: now - 30 }, host(undefined), 'stale'],
  ['without boot id and heartbeat, whose pid is absent, after two missed heartbeats', { bootId: null, heartbeatAt: null, activeAt: now - 30 }, host(undefined), 'stale'],
  ['without start time, whose process is older than the run', { bootId: null, processStartedAt: null, heartbeatAt: null, activeAt: 0 }, host(4000), 'running'],
  ['without boot id and heartbeat, whose pid is absent, after two missed heartbeats', { bootId: null, heartbeatAt: null, activeAt: now - 30 }, host(undefined), 'stale'],
  ['without start time, whose process is younger than the run', { bootId: null, processStartedAt: null, heartbeatAt: null, activeAt: 0 }, host(9000), 'stale'],
  ['of another host with a fresh heartbeat', { hostname: 'there' }, host(undefined), 'running'],
  ['of another host with an overdue heartbeat', { hostname: 'there', heartbeatAt: now - 30, activeAt: now - 30 }, host(5000), 'stale'],
  ['of another host without heartbeat that wrote lately', { hostname: 'there', heartbeatAt: null, activeAt: now - 200 }, host(undefined), 'running'],
  ['of another host without heartbeat that fell silent', { hostname: 'there', heartbeatAt: null, activeAt: now - 400 }, host(undefined), 'stale'],
  ['with a pid that is none', { pid: -1, heartbeatAt: null, activeAt: 0 }, host(5000), 'stale'],
  ['that ended', { class: 'failed' }, host(5000), 'failed'],
  ['whose status cannot be read', { class: 'unknown' }, host(5000), 'unknown'],
];
for (const [words, some, machine, state] of cases) {
  test(`a run ${words} is ${state} (DISK-41, VIEW-70)`, () => {
    assert.equal(liveness({ ...signs, ...some }, machine, now), state);
  });
}

test('a status of any words has a class, and an unreadable one is never finished (DISK-11, 40)', () => {
  assert.deepEqual(['running', ' Finished ', 'crashed', 'killed', 'cancelled-by-user', '', null].map(statusClass), ['running', 'finished', 'failed', 'interrupted', 'other', 'other', 'unknown']);
});

test('this host knows when its own process started, and that a pid beyond all is none', () => {
  const here = thisHost();
  const start = here.startOf(process.pid);
  assert.ok(start === 'alive' || (typeof start === 'number' && Math.abs(start - (Date.now() / 1000 - process.uptime())) < 5));
  assert.equal(here.startOf(2 ** 30), undefined);
});
