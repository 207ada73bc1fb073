import { stat, statfs } from 'node:fs/promises';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import type { Root } from '../../../daemon/api/root.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { StorageGrouping, StorageRow, StorageTotals } from '../../../schemas/dedup-storage.js';
import { ContentTotals } from './content-totals.js';
import { countedVersions } from './counted-versions.js';
import { GroupSums } from './group-sums.js';
import { makersOf, type Maker } from './makers.js';
import { referredContents } from './references.js';

export interface SnapshotParts {
  readonly root: Root;
  readonly database: Database;
  readonly catalog: ExperimentCatalog;
  readonly clock: Clock;
}

/** Everything that the storage report says, as it was at one moment. */
export interface Snapshot {
  readonly as_of: number;
  readonly totals: StorageTotals;
  readonly rows: Readonly<Record<StorageGrouping, readonly StorageRow[]>>;
}

interface ArtifactRow {
  readonly id: string;
  readonly type: string;
  readonly name: string;
}

/** Counts all contents once, and what each artifact, experiment and project holds of them. */
export async function takeSnapshot({ root, database, catalog, clock }: SnapshotParts): Promise<Snapshot> {
  const { reader } = database;
  const as_of = clock.now();
  const artifacts = await database.rows<ArtifactRow>(reader('dedup_artifacts').select('id', 'type', 'name'));
  const versions = await countedVersions(database);
  const makers = await makersOf(catalog, new Set([...versions.values()].flatMap(({ run_id }) => run_id ?? [])));
  const runOf = (version: string): string => versions.get(version)?.run_id ?? '';
  const sums = {
    artifact: new GroupSums((version) => versions.get(version)?.artifact_id ?? ''),
    experiment: new GroupSums(runOf),
    project: new GroupSums((version) => makers.get(runOf(version))?.project ?? ''),
  };
  for (const id of versions.keys()) for (const counter of Object.values(sums)) counter.addVersion(id);
  const totals = new ContentTotals((version) => versions.get(version)?.isDeleted === true);
  for await (const page of referredContents(database)) {
    for (const content of page) for (const counter of [totals, sums.artifact, sums.experiment, sums.project]) counter.add(content);
  }
  return {
    as_of,
    totals: { artifacts: artifacts.length, versions: versions.size, ...totals.told, ...(await diskOf(root)) },
    rows: { artifact: artifactRows(artifacts, sums.artifact), experiment: experimentRows(makers, sums.experiment), project: projectRows(sums.project) },
  };
}

/** What came while it was counted belongs to the next count. */
function artifactRows(artifacts: readonly ArtifactRow[], { groups }: GroupSums): StorageRow[] {
  const known = new Map(artifacts.map((artifact) => [artifact.id, artifact]));
  return [...groups].flatMap(([key, sums]) => {
    const artifact = known.get(key);
    return artifact === undefined ? [] : [{ key, label: artifact.name, type: artifact.type, experiment_id: null, ...sums }];
  });
}

function experimentRows(makers: ReadonlyMap<string, Maker>, { groups }: GroupSums): StorageRow[] {
  return [...groups].map(([key, sums]) => ({ key, label: makers.get(key)?.label ?? key, type: null, experiment_id: makers.get(key)?.experiment_id ?? null, ...sums }));
}

function projectRows({ groups }: GroupSums): StorageRow[] {
  return [...groups].map(([key, sums]) => ({ key, label: key, type: null, experiment_id: null, ...sums }));
}

/** The database with its log, and what is free beside it. */
async function diskOf({ path, database }: Root): Promise<Pick<StorageTotals, 'database_bytes' | 'free_bytes'>> {
  const sizes = await Promise.all([database, `${database}-wal`].map((file) => stat(file).then(({ size }) => size, () => 0)));
  const { bavail, bsize } = await statfs(path);
  return { database_bytes: sizes.reduce((sum, size) => sum + size, 0), free_bytes: bavail * bsize };
}
