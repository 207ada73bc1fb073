import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { DatabaseCopies } from '../../daemon/api/database-copies.js';
import { Hasher } from '../../daemon/api/hasher.js';
import { Intents } from '../../daemon/api/intent.js';
import { Line } from '../../daemon/api/line.js';
import { Log } from '../../daemon/api/log.js';
import { Root } from '../../daemon/api/root.js';
import type { Scope } from '../../daemon/api/scope.js';
import { CollectionHold } from '../../schemas/contracts/collection-hold.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import type { ArchiveLimits } from './archive-io/limits.js';
import { ArchiveExporting, ArchiveImporting, Backups, BackupTask, ImportTask } from './archive-tokens.js';
import { Backup } from './backup/backup.js';
import { ArchiveExport } from './give-out/archive-export.js';
import { ArchiveImport } from './take-in/archive-import.js';
import { ImportIntent } from './take-in/import-intent.js';
import { Task } from './task.js';
import { Artifacts, Blobs, Pool } from './tokens.js';

/** Says how archives and backups are made. */
export function provideArchives(scope: Scope, limits: ArchiveLimits): void {
  const intent = new ImportIntent(scope.get(Root).path);
  // a kind must be known before the house recovers what a crash left
  scope.get(Intents).register(intent);
  scope.provide(ArchiveExporting, (s) => new ArchiveExport({ root: s.get(Root).path, clock: s.get(Clock), catalog: s.get(ExperimentCatalog), artifacts: s.get(Artifacts), blobs: s.get(Blobs), hold: s.get(CollectionHold), limits }));
  scope.provide(ArchiveImporting, (s) => new ArchiveImport({ root: s.get(Root), database: s.get(Database), hasher: s.get(Hasher), pool: s.get(Pool), layout: s.get(RunLayout), line: s.get(Line), clock: s.get(Clock), intents: s.get(Intents), intent, limits }));
  scope.provide(ImportTask, (s) => new Task(s.get(Clock), s.get(Log)));
  scope.provide(Backups, (s) => new Backup({ root: s.get(Root).path, database: s.get(Database), copies: s.get(DatabaseCopies), hasher: s.get(Hasher), pool: s.get(Pool), blobs: s.get(Blobs), catalog: s.get(ExperimentCatalog), hold: s.get(CollectionHold), clock: s.get(Clock) }));
  scope.provide(BackupTask, (s) => new Task(s.get(Clock), s.get(Log)));
}

/** Removes what a crash left of imports; ends what is under way with the scope. */
export async function startArchives(scope: Scope): Promise<void> {
  await scope.get(ArchiveImporting).recover();
  for (const task of [scope.get(ImportTask), scope.get(BackupTask)]) scope.defer(() => task.close());
}
