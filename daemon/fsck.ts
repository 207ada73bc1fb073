/** The composition root of a check's thread: the store's check, and what it must know of files. */
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { probeFile } from './ingest/probe-file.js';
import type { FsckData } from './store/fsck-messages.js';
import { runFsck } from './store/fsck-run.js';

const port = parentPort;
if (port === null) throw new Error('daemon/fsck.js runs in the thread that a check starts');
const data = workerData as FsckData;

runFsck(data, (dir, file, offset) => probeFile(join(data.root, dir, file), offset), (word) => port.postMessage(word));
