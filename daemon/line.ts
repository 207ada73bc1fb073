/** The composition root of the line's thread: the store's writer and the watch modules, joined into one line. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WatchModule } from './api/watch.js';
import { hostLine, type LineData } from './ingest/index.js';
import { systemClock } from './kernel/index.js';
import { openLineStore } from './store/index.js';

if (parentPort === null) throw new Error('daemon/line.js runs in the worker that main.js starts');
const data = workerData as LineData;
const modules = await Promise.all(data.watches.map((url) => import(url) as Promise<{ readonly watch: WatchModule }>));

hostLine(parentPort, { data, watches: modules.map(({ watch }) => watch), openStore: () => openLineStore(data.database), clock: systemClock });
