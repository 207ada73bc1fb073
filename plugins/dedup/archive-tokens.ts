import { Token } from '../../daemon/api/token.js';
import type { ArchiveImportAnswer } from '../../schemas/dedup-archives.js';
import type { BackupAnswer } from '../../schemas/dedup-backup.js';
import type { Backup } from './backup/backup.js';
import type { ArchiveExport } from './give-out/archive-export.js';
import type { ArchiveImport } from './take-in/archive-import.js';
import type { Task } from './task.js';

/** What archives and backups ask each other for. */
export const ArchiveExporting = new Token<ArchiveExport>('dedup.ArchiveExporting');
export const ArchiveImporting = new Token<ArchiveImport>('dedup.ArchiveImporting');
export const ImportTask = new Token<Task<ArchiveImportAnswer>>('dedup.ImportTask');
export const Backups = new Token<Backup>('dedup.Backups');
export const BackupTask = new Token<Task<BackupAnswer>>('dedup.BackupTask');
