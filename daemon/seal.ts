/** The composition root of the sealing thread: encodes blocks that the line reads in bulk. It loads nothing else of the store. */
import { workerData } from 'node:worker_threads';
import { sealUntilIdle, type SealData } from './store/sealing/seal-loop.js';

sealUntilIdle(workerData as SealData);
