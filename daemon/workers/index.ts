/** What the composition root takes from the thread pool. */
export { PooledDerived } from './pooled-derived.js';
export { PooledHasher } from './pooled-hasher.js';
export { PooledSurveys } from './pooled-surveys.js';
export { SqlProcesses } from './sql-processes.js';
export { WorkerJsonReader } from './worker-json-reader.js';
export { WorkerPool } from './worker-pool.js';
