import { Token } from '../../daemon/api/token.js';
import type { Migration } from './migration.js';
import type { ProgressFeed } from './progress-feed.js';

/** What the parts of this plugin ask each other for. */
export const Migrating = new Token<Migration>('migration-v1.Migrating');
export const Telling = new Token<ProgressFeed>('migration-v1.Telling');
