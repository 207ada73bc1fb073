import { withinArchive } from '../../../schemas/archive-path.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';

/** Something that a run's `assets.json` says to be archived. */
export interface ArchivedAsset {
  readonly experiment_id: string;
  readonly run_dir: string;
  /** Relative to the root; undefined when what is written there names no part of an archive. */
  readonly path: string | undefined;
  readonly written: string;
}

const page = 500;

/** The archived assets of every run, deleted ones too: their blobs are still theirs. */
export async function* archivedAssets(catalog: ExperimentCatalog): AsyncGenerator<ArchivedAsset> {
  for (let next: string | undefined, isFirst = true; isFirst || next !== undefined; isFirst = false) {
    const answer = await catalog.list({ show: 'all', sort: 'created_at', limit: page, ...(next !== undefined && { next }) });
    const documents = await catalog.documents(answer.experiments.map(({ id }) => id), 'assets.json');
    for (const { id, run_dir } of answer.experiments) {
      for (const written of archivePaths(documents.get(id))) yield { experiment_id: id, run_dir, written, path: withinArchive(written) };
    }
    next = answer.next ?? undefined;
  }
}

/** Every `archive_path` of a document, wherever it stands: parts of it may be missing. */
function archivePaths(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const members: [unknown, unknown][] = value instanceof Map ? [...value] : Object.entries(value);
  return members.flatMap(([name, inner]) => (name === 'archive_path' && typeof inner === 'string' ? [inner] : archivePaths(inner)));
}
