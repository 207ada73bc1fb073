/** What the composition root takes from the thread pool. */
export { WorkerJsonReader } from './worker-json-reader.js';
export { WorkerPool } from './worker-pool.js';
