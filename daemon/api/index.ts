/** The services of the house, for the composition roots. */
export { Checks } from './checks.js';
export { Clock } from './clock.js';
export { Database } from './database.js';
export { DerivedMetrics } from './derived-metrics.js';
export { ForeignDatabases } from './foreign-databases.js';
export { Hasher } from './hasher.js';
export { Health } from './health.js';
export { Intents } from './intent.js';
export { Line } from './line.js';
export { Log } from './log.js';
export { MediaDoor } from './media.js';
export { Metrics } from './metrics.js';
export { Root } from './root.js';
export { SqlQueries } from './sql-queries.js';
export { Surveys } from './surveys.js';
export { Live } from './topic.js';
export { Upkeep } from './upkeep.js';
