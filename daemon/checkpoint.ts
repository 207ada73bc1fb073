/** The composition root of the checkpoint thread: moves the database's log into its file, so that no writer has to wait for it. */
import { parentPort, workerData } from 'node:worker_threads';
import { checkpointUntilTold, type CheckpointData } from './store/checkpoint-loop.js';

if (parentPort === null) throw new Error('daemon/checkpoint.js runs in the worker that main.js starts');
checkpointUntilTold(parentPort, workerData as CheckpointData);
