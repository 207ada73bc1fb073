// The thread of ThreadedCopies: one copy of the database, from its first page to its hash.
import { parentPort, workerData } from 'node:worker_threads';
import { copyDatabase } from './copy-database.js';
import type { CopyTask, CopyWord } from './threaded-copies.js';

const { from, to } = workerData as CopyTask;
const say = (word: CopyWord): void => parentPort?.postMessage(word);

try {
  say({ result: await copyDatabase(from, to, (done, of) => say({ done, of })) });
} catch (failure) {
  say({ failure: failure instanceof Error ? failure.message : String(failure) });
}
