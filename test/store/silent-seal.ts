// A sealing thread that takes what it is given and never answers.
import { workerData } from 'node:worker_threads';
import type { SealData } from '../../daemon/store/sealing/seal-loop.js';
import { SealMemory, slots } from '../../daemon/store/sealing/seal-memory.js';

const memory = new SealMemory((workerData as SealData).memory);
memory.isReady = true;
for (let isOver = false; !isOver;) {
  const { rings } = memory;
  for (let slot = 0; slot < slots; slot++) memory.take(slot);
  isOver = !memory.listen(rings, 10_000) || memory.isToEnd;
}
