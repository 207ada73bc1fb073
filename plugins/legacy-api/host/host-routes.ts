import os from 'node:os';
import { statfs } from 'node:fs/promises';
import { Clock } from '../../../daemon/api/clock.js';
import { Root } from '../../../daemon/api/root.js';
import type { Route } from '../../../daemon/api/route.js';
import type { Scope } from '../../../daemon/api/scope.js';
import { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { legacyRoute } from '../route.js';
import { runPages } from '../runs/run-pages.js';
import { CpuLoad } from './cpu-load.js';
import { storageStats } from './storage-stats.js';

/** The version whose answers these are: programs look at it to know what they may ask. */
const answersLike = '0.6.0';

/** The daemon and its machine. */
export function hostRoutes(scope: Scope): Route[] {
  const load = new CpuLoad();
  return [
    legacyRoute({ method: 'GET', path: '/health', summary: 'Legacy: that the daemon answers', right: 'read', handle: async () => ({ status: 'ok', storage: scope.get(Root).path, version: answersLike, cache: { enabled: false, type: 'none', hit_rate: '0.0%', hits: 0, misses: 0, incremental_updates: 0, size: 0, max_size: 0 } }) }),
    legacyRoute({ method: 'POST', path: '/status/check', summary: 'Legacy: look for dead runs, which Runkeep does all the time', right: 'write', handle: async () => {
      let running = 0;
      for await (const page of runPages(scope.get(ExperimentCatalog), { show: 'present', filter: 'state = running' })) running += page.filter(({ state }) => state === 'running').length;
      return { checked: running, updated: 0, message: `Checked ${running} running experiments, updated 0 statuses` };
    } }),
    legacyRoute({ method: 'GET', path: '/gpu/telemetry', summary: 'Legacy: figures of the GPUs', right: 'read', handle: async () => ({ available: false, reason: 'no plugin of this daemon reads GPUs' }) }),
    legacyRoute({ method: 'GET', path: '/system/monitor', summary: 'Legacy: figures of the machine', right: 'read', handle: () => monitor(scope, load) }),
    legacyRoute({ method: 'GET', path: '/storage/stats', summary: 'Legacy: sizes of the root by area', right: 'read', deadlineSeconds: 0, handle: ({ signal }) => storageStats(scope, signal) }),
  ];
}

async function monitor(scope: Scope, processors: CpuLoad): Promise<unknown> {
  const { path } = scope.get(Root);
  const disk = await statfs(path);
  const [size, free] = [disk.blocks * disk.bsize, disk.bavail * disk.bsize];
  const memory = { total: os.totalmem(), available: os.freemem() };
  const cores = os.cpus();
  return {
    available: true,
    ts: scope.get(Clock).now(),
    cpu: { ...processors.read(), count: cores.length, logical_count: cores.length, frequency: { current: cores[0]?.speed ?? 0, min: 0, max: 0 }, load_avg: os.loadavg() },
    memory: { ...memory, used: memory.total - memory.available, percent: share(memory.total - memory.available, memory.total), swap_total: 0, swap_used: 0, swap_percent: 0 },
    disk: { path, total: size, used: size - free, free, percent: share(size - free, size), io: null },
    platform: { system: os.type(), release: os.release(), machine: os.machine() },
  };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10;
}
