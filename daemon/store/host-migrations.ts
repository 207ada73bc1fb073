import type { Migration } from '../api/database.js';
import { pyramid } from './migrations/003-pyramid.js';
import { rests } from './migrations/004-rests.js';
import { intentTables } from './migrations/intent-tables.js';
import { metricTables } from './migrations/metric-tables.js';

/** The host's own tables, oldest migration first; their ledger is `daemon`. */
export const hostMigrations: readonly Migration[] = [intentTables, metricTables, pyramid, rests];
