import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { Hasher } from '../../daemon/api/hasher.js';
import { Health } from '../../daemon/api/health.js';
import { Root } from '../../daemon/api/root.js';
import type { Scope } from '../../daemon/api/scope.js';
import { ArtifactStore } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { Live } from '../../daemon/api/topic.js';
import { provideArchives, startArchives } from './archive-services.js';
import { Adopting } from './adopt/adopting.js';
import { SqlArtifacts } from './catalog/sql-artifacts.js';
import { SqlArtifactStore } from './catalog/sql-artifact-store.js';
import type { DedupConfig } from './config.js';
import { provideChecks, startChecks } from './fsck/services.js';
import { Damages } from './fsck/tokens.js';
import { provideCollection, startCollection } from './gc/services.js';
import { ArtifactFeed } from './lineage/artifact-feed.js';
import { Changes } from './lineage/lineage-tokens.js';
import { Pending } from './pending/pending-tokens.js';
import { FilePool } from './pool/file-pool.js';
import { realFiles } from './pool/pool-files.js';
import { providePublishing } from './publish/publish-services.js';
import { BlobReader } from './read/blob-reader.js';
import { provideRetention } from './retention/services.js';
import { StorageReports } from './storage/storage-report.js';
import { Storage } from './storage/storage-routes.js';
import { Adoptions, Artifacts, Blobs, Pool, Uploads } from './tokens.js';
import { Uploads as UploadList } from './uploads/uploads.js';
import { provideViews } from './views/view-services.js';

const mebibyte = 2 ** 20;

/** Says how the parts of the plugin are made. */
export function provideServices(scope: Scope, config: DedupConfig): void {
  const { adoptMiBPerSecond, uploadsAtOnce } = config;
  scope.provide(Pool, (s) => new FilePool({ root: s.get(Root), database: s.get(Database), hasher: s.get(Hasher), health: s.get(Health), clock: s.get(Clock), files: realFiles }));
  scope.provide(Uploads, (s) => new UploadList({ pool: s.get(Pool), files: realFiles, clock: s.get(Clock), atOnce: uploadsAtOnce }));
  scope.provide(Artifacts, (s) => new SqlArtifacts(s.get(Database)));
  scope.provide(Blobs, (s) => new BlobReader({ root: s.get(Root).path, database: s.get(Database), pool: s.get(Pool), damage: s.get(Damages), hasher: s.get(Hasher) }));
  scope.provide(Adoptions, (s) => new Adopting({ root: s.get(Root).path, database: s.get(Database), hasher: s.get(Hasher), clock: s.get(Clock), catalog: s.get(ExperimentCatalog), pool: s.get(Pool), bytesPerSecond: adoptMiBPerSecond * mebibyte }));
  scope.provide(ArtifactStore, (s) => new SqlArtifactStore({ artifacts: s.get(Artifacts), adopting: s.get(Adoptions), database: s.get(Database), clock: s.get(Clock), changes: s.get(Changes) }));
  scope.provide(Changes, (s) => new ArtifactFeed(s.get(Live), s.get(Clock)));
  providePublishing(scope);
  provideCollection(scope, config);
  provideChecks(scope, config);
  provideRetention(scope, config);
  provideArchives(scope, config.archives);
  provideViews(scope);
  scope.provide(Storage, (s) => new StorageReports({ root: s.get(Root), database: s.get(Database), catalog: s.get(ExperimentCatalog), clock: s.get(Clock) }));
}

/** Takes back what a crash left of the pool, and finds its uploads; ends an adoption with the scope. */
export async function startServices(scope: Scope): Promise<void> {
  await scope.get(Pool).recover();
  scope.defer(await scope.get(Uploads).start());
  await startCollection(scope);
  const adoptions = scope.get(Adoptions);
  scope.defer(() => adoptions.close());
  scope.defer(await scope.get(Pending).start());
  startChecks(scope);
  await startArchives(scope);
}
