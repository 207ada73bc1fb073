/** The composition root of the line's thread: the store's writer and the watch modules, joined into one line. */
import { availableParallelism } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { hostLine } from './ingest/line-host.js';
import { loadWatch } from './ingest/load-watch.js';
import type { LineData } from './ingest/messages.js';
import { systemClock } from './kernel/clock.js';
import { openLineStore } from './store/open-line-store.js';

if (parentPort === null) throw new Error('daemon/line.js runs in the worker that main.js starts');
const data = workerData as LineData;
const watches = await Promise.all(data.watches.map(loadWatch));
const hasCores = availableParallelism() > 1;

hostLine(parentPort, {
  data,
  watches,
  openStore: (log) => openLineStore(data.database, { sealing: hasCores ? { entry: new URL('seal.js', import.meta.url), log } : undefined }),
  clock: systemClock,
});
