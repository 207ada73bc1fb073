import { createHash } from 'node:crypto';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { Experiment } from '../../../schemas/experiments.js';
import { fieldOf, listOf, textOf } from '../field.js';
import { assetsHere } from './assets-here.js';
import { runPages } from './run-pages.js';

/** One asset of a run's `assets.json`. The same content has one id in all runs. */
export interface Asset {
  readonly asset_id: string;
  readonly asset_type: string;
  readonly name: string | null;
  readonly fingerprint: string | null;
  readonly archive_uri: string | null;
  readonly role: string;
}

/** An asset with the other runs that list it. */
export interface AssetRef {
  readonly asset: Asset;
  readonly others: readonly string[];
}

/** A root and what is known of its runs. */
export interface Ground {
  readonly root: string;
  readonly catalog: ExperimentCatalog;
}

/** The assets of `assets.json`, the same content of one kind once. */
export function assetsOf(runId: string, document: unknown): Asset[] {
  const found = new Map<string, Asset>();
  const add = (type: string, role: string, entry: unknown, name: string | null): void => {
    const fingerprint = fingerprintOf(entry);
    const id = digest(fingerprint === null ? [runId, type, name] : [type, fingerprint]);
    if (!found.has(id)) found.set(id, { asset_id: id, asset_type: type, name, fingerprint, archive_uri: textOf(entry, 'archive_path'), role });
  };
  const snapshot = fieldOf(fieldOf(document, 'code'), 'snapshot');
  if (snapshot !== undefined) add('code_snapshot', 'code', snapshot, 'code_snapshot.zip');
  const config = fieldOf(document, 'config');
  if (typeof config === 'object' && config !== null && Object.keys(config).length > 0) add('config', 'config', undefined, null);
  for (const [list, type] of [['datasets', 'dataset'], ['pretrained', 'pretrained'], ['outputs', 'output']] as const) {
    for (const entry of listOf(document, list)) add(type, type, entry, textOf(entry, 'name'));
  }
  return [...found.values()];
}

/** Which assets of a run no other run lists, and which ones do. */
export async function assetRefs({ root, catalog }: Ground, run: Experiment): Promise<{ readonly orphaned: readonly Asset[]; readonly shared: readonly Asset[]; readonly refs: readonly AssetRef[] }> {
  const own = assetsOf(run.run_id, assetsHere(root, await catalog.document(run.id, 'assets.json')));
  const others = new Map(own.map(({ asset_id }) => [asset_id, [] as string[]]));
  if (own.length > 0) for await (const page of runPages(catalog, { show: 'all' })) await noteOthers(catalog, page.filter(({ id }) => id !== run.id), others);
  const refs = own.map((asset) => ({ asset, others: others.get(asset.asset_id) ?? [] }));
  return { orphaned: refs.filter(({ others: runs }) => runs.length === 0).map(({ asset }) => asset), shared: refs.filter(({ others: runs }) => runs.length > 0).map(({ asset }) => asset), refs };
}

async function noteOthers(catalog: ExperimentCatalog, page: readonly Experiment[], others: ReadonlyMap<string, string[]>): Promise<void> {
  const documents = await catalog.documents(page.map(({ id }) => id), 'assets.json');
  for (const { id, run_id: runId } of page) for (const { asset_id: asset } of assetsOf(runId, documents.get(id))) others.get(asset)?.push(runId);
}

function fingerprintOf(entry: unknown): string | null {
  const fingerprint = fieldOf(entry, 'fingerprint');
  if (typeof fingerprint === 'string') return fingerprint;
  if (typeof fingerprint !== 'object' || fingerprint === null) return null;
  const pairs = Object.entries(fingerprint).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
  return `{${pairs.join(', ')}}`;
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
