import { join } from 'node:path';
import type { ForeignDatabases } from '../../../daemon/api/foreign-databases.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { MigrationFinding } from '../../../schemas/migration.js';
import { finding } from '../finding.js';
import type { foreignDatabases } from '../root-signs.js';
import { metadataFile, metadataHints } from './experiments-metadata.js';
import { hintsOf, questions, schemaOf } from './foreign-schema.js';
import type { Hint } from './hint.js';
import { KnownRuns, type KnownRun } from './known-run.js';
import { takenHints } from './taken-hints.js';

export interface HintParts {
  readonly root: string;
  readonly databases: ForeignDatabases;
  readonly catalog: ExperimentCatalog;
  readonly signal: AbortSignal;
}

/** The records that one file holds, or why they cannot be read. */
interface Records {
  readonly source: string;
  readonly hints: readonly Hint[];
  readonly findings: readonly MigrationFinding[];
}

/** Takes over what only other records know of the runs; answers what is to be told of them. Harmless when repeated. */
export async function takeHints(parts: HintParts, runs: readonly KnownRun[], databases: readonly (typeof foreignDatabases)[number][]): Promise<MigrationFinding[]> {
  const known = new KnownRuns(runs);
  const findings: MigrationFinding[] = [];
  for (const records of [...(await Promise.all(databases.map((path) => databaseRecords(parts, path)))), await metadataRecords(parts.root)]) {
    const { labels, findings: found } = takenHints(records.source, records.hints, known);
    findings.push(...records.findings, ...found);
    await parts.catalog.takeOver(labels);
    // Of every record with labels, changed or not: told again after a crash it must be the same.
    for (const id of labels.keys()) findings.push(hasLabels(records.source, id));
  }
  return findings;
}

async function databaseRecords({ databases, signal }: HintParts, source: string): Promise<Records> {
  const answer = await databases.read(source, questions, signal);
  if ('unreadable' in answer) return { source, hints: [], findings: [unreadable(source, answer.unreadable)] };
  const schema = schemaOf(answer.tables);
  if (schema === 'unknown') return { source, hints: [], findings: [finding('odd', 'unknown-database', `${source} has none of the schemas that Runicorn wrote`, 'Nothing was taken from it; the runs come from their files.', { path: source })] };
  const cut = answer.tables.filter(({ isCut }) => isCut).map(({ table }) => finding('note', 'database-cut', `${source} has more rows in ${table} than are read as hints`, 'Labels of the others were not taken over.', { path: source }));
  return { source, hints: hintsOf(answer.tables), findings: [finding('note', 'database-read', `${source} was read as a hint (schema ${schema})`, 'Its facts count only where the files say nothing.', { path: source }), ...cut] };
}

async function metadataRecords(root: string): Promise<Records> {
  const source = metadataFile;
  try {
    return { source, hints: (await metadataHints(join(root, source))) ?? [], findings: [] };
  } catch (failure) {
    return { source, hints: [], findings: [unreadable(source, failure instanceof Error ? failure.message : String(failure))] };
  }
}

function unreadable(source: string, why: string): MigrationFinding {
  return finding('odd', 'hint-unreadable', `${source} cannot be read: ${why}`, 'Labels that only it holds were not taken over; the runs come from their files.', { path: source });
}

function hasLabels(source: string, id: string): MigrationFinding {
  return finding('note', 'labels-taken-over', `${source} holds labels of this run; they were taken over where its files say nothing`, 'They can be changed like any others.', { experiment_id: id, path: source });
}
