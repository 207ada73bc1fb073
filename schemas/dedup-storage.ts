import { z } from 'zod';

/** What the rows of the storage report are about. */
export const storageGrouping = z.enum(['artifact', 'experiment', 'project']);
export type StorageGrouping = z.infer<typeof storageGrouping>;

const sums = ['versions', 'bytes', 'stored_bytes', 'unique_bytes', 'shared_bytes', 'freed_bytes'] as const;

/** What rows can be ordered by; "-" in front = descending. */
export const storageSort = z.enum(['label', ...sums, '-label', ...sums.map((name) => `-${name}` as const)]);
export type StorageSort = z.infer<typeof storageSort>;

/** The query of `GET /api/dedup/storage`. */
export const storageQuery = z.strictObject({
  by: storageGrouping.default('artifact'),
  sort: storageSort.default('-stored_bytes'),
  search: z.string().max(300).default('').describe('a part of the label, whatever its case'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  next: z.string().max(4096).optional(),
});
export type StorageQuery = z.infer<typeof storageQuery>;

/** An artifact, or what the versions that one experiment, or the experiments of one project, made hold together. */
export const storageRow = z.object({
  key: z.string(),
  label: z.string().describe('name of the artifact, path and run id, or project; empty: of no known experiment or project'),
  type: z.string().nullable().describe('of an artifact'),
  experiment_id: z.string().nullable().describe('of an experiment that is in the catalog'),
  versions: z.number(),
  bytes: z.number().describe('of all files of all versions, as if nothing were shared'),
  stored_bytes: z.number().describe('each content once'),
  unique_bytes: z.number().describe('contents that nothing else refers to'),
  shared_bytes: z.number().describe('contents that something else refers to as well'),
  freed_bytes: z.number().describe('what deleting it would free: unique contents that lie in the pool; files of the user are never deleted'),
});
export type StorageRow = z.infer<typeof storageRow>;

const content = z.object({ contents: z.number(), bytes: z.number() });

/** Sums over all artifacts. */
export const storageTotals = z.object({
  artifacts: z.number(),
  versions: z.number(),
  bytes: z.number().describe('of all files of all versions, as if nothing were shared'),
  stored_bytes: z.number().describe('each content once'),
  pool: content.describe('contents that Runkeep keeps itself'),
  outside: content.describe('known contents that lie only in files of the user'),
  unreferenced: content.describe('of the pool: nothing refers to them any more'),
  bin: content.describe('of the pool: only versions in the recycle bin refer to them'),
  database_bytes: z.number(),
  free_bytes: z.number().describe('on the disk of the root'),
});
export type StorageTotals = z.infer<typeof storageTotals>;

/** `GET /api/dedup/storage` */
export const storageReport = z.object({
  as_of: z.number().describe('when it was counted, Unix time in seconds'),
  totals: storageTotals,
  total: z.number().int().describe('rows of the query over all pages'),
  rows: z.array(storageRow),
  next: z.string().nullable(),
});
export type StorageReport = z.infer<typeof storageReport>;
