/** The composition root of the line's thread: the store's writer and the watch modules, joined into one line. */
import { parentPort, workerData } from 'node:worker_threads';
import { hostLine, type LineData, loadWatch } from './ingest/index.js';
import { systemClock } from './kernel/clock.js';
import { openLineStore } from './store/index.js';

if (parentPort === null) throw new Error('daemon/line.js runs in the worker that main.js starts');
const data = workerData as LineData;
const watches = await Promise.all(data.watches.map(loadWatch));

hostLine(parentPort, { data, watches, openStore: () => openLineStore(data.database), clock: systemClock });
