/** What `main.ts` takes from the store; a thread's own entry names files, since it pays for each that it loads. */
export { startCheckpoints } from './checkpoint-thread.js';
export { DatabaseChecks } from './database-checks.js';
export { isNetworkFolder } from './file-system.js';
export { IntentJournal } from './intent.js';
export { openDatabase } from './open-database.js';
export { holdGuard } from './root-guard.js';
export { SqlMetrics } from './sql-metrics.js';
export { ThreadedCopies } from './threaded-copies.js';
