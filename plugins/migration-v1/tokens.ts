import { Token } from '../../daemon/api/token.js';
import type { Migration } from './migration.js';
import type { ProgressTopic } from './progress-topic.js';

/** What the parts of this plugin ask each other for. */
export const Migrating = new Token<Migration>('migration-v1.Migrating');
export const Telling = new Token<ProgressTopic>('migration-v1.Telling');
