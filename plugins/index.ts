import type { Plugin } from '../daemon/api/plugin.js';
import { dedup } from './dedup/plugin.js';
import { experiments } from './experiments/plugin.js';
import { legacyApi } from './legacy-api/plugin.js';
import { migrationV1 } from './migration-v1/plugin.js';

/** The plugins of the house, in no particular order: their needs decide which starts first. */
export const plugins: readonly Plugin[] = [dedup, experiments, legacyApi, migrationV1];
