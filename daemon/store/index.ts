/** What the composition roots take from the store. */
export { checkpointUntilTold, type CheckpointData } from './checkpoint-loop.js';
export { startCheckpoints } from './checkpoint-thread.js';
export { DatabaseChecks } from './database-checks.js';
export { isNetworkFolder } from './file-system.js';
export { IntentJournal } from './intent.js';
export { openDatabase } from './open-database.js';
export { openLineStore } from './open-line-store.js';
export { holdGuard } from './root-guard.js';
export { SqlMetrics } from './sql-metrics.js';
