import { Token } from '../../daemon/api/token.js';
import type { ImportProgress } from '../../schemas/import.js';
import type { MigrationProgress } from '../../schemas/migration.js';
import type { Import } from './import/import.js';
import type { Migration } from './migration.js';
import type { ProgressFeed } from './progress-feed.js';

/** What the parts of this plugin ask each other for. */
export const Migrating = new Token<Migration>('migration-v1.Migrating');
export const Telling = new Token<ProgressFeed<MigrationProgress>>('migration-v1.Telling');
export const Importing = new Token<Import>('migration-v1.Importing');
export const TellingImport = new Token<ProgressFeed<ImportProgress>>('migration-v1.TellingImport');
