import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { LineageAnswer, LineageNode } from '../../../schemas/dedup-lineage.js';
import type { KnownVersion, LineageRows, NamedVersion } from './lineage-rows.js';

export interface LineageBounds {
  readonly direction: 'up' | 'down' | 'both';
  /** Steps from version to run, or back. */
  readonly depth: number;
  /** Nodes of the answer. */
  readonly limit: number;
}

type Edge = LineageAnswer['edges'][number];

/** Nodes that a step reached, by their ids. */
interface Front {
  readonly versions: ReadonlySet<string>;
  readonly experiments: ReadonlySet<string>;
}

/** Walks from a version to what it came from, and to what came of it, step by step; each thing is a node once. */
export class LineageWalk {
  readonly #rows: LineageRows;
  readonly #catalog: ExperimentCatalog;
  readonly #limit: number;
  readonly #versions = new Map<string, NamedVersion>();
  readonly #experiments = new Set<string>();
  readonly #edges = new Map<string, Edge>();
  #isWhole = true;

  constructor(rows: LineageRows, catalog: ExperimentCatalog, limit: number) {
    this.#rows = rows;
    this.#catalog = catalog;
    this.#limit = limit;
  }

  async from(root: NamedVersion, { direction, depth }: LineageBounds): Promise<LineageAnswer> {
    this.#versions.set(root.version_id, root);
    for (const way of direction === 'both' ? (['up', 'down'] as const) : [direction]) {
      let front: Front = { versions: new Set([root.version_id]), experiments: new Set() };
      for (let step = 0; step < depth && size(front) > 0; step++) front = await this.#step(way, front);
      if (size(front) > 0 && size(await this.#peek(way, front)) > 0) this.#isWhole = false;
    }
    return this.#answer(root);
  }

  /** One step further; answers what was not met before. */
  async #step(way: 'up' | 'down', { versions, experiments }: Front): Promise<Front> {
    const found = { versions: new Set<string>(), experiments: new Set<string>() };
    const [ids, runs] = [[...versions], [...experiments]];
    for (const { version_id, parent_id, parent } of await this.#rows.parents(way === 'up' ? 'version_id' : 'parent_id', ids)) {
      const other = way === 'up' ? parent : { version_id, type: '', name: '', version: 0 };
      this.#join('parent', { from: parent_id, to: version_id }, this.#meetVersion(other, found));
    }
    const ofVersions = way === 'up' ? 'created' : 'used';
    const links = await this.#rows.links(ofVersions, 'version_id', ids);
    const makers = way === 'up' ? await this.#unlinkedMakers(ids, new Set(links.map(({ version_id }) => version_id))) : [];
    for (const { experiment_id, version_id } of [...links, ...makers]) {
      this.#join(ofVersions, way === 'up' ? { from: experiment_id, to: version_id } : { from: version_id, to: experiment_id }, this.#meetRun(experiment_id, found));
    }
    const ofRuns = way === 'up' ? 'used' : 'created';
    for (const link of await this.#rows.links(ofRuns, 'experiment_id', runs)) {
      this.#join(ofRuns, way === 'up' ? { from: link.version_id, to: link.experiment_id } : { from: link.experiment_id, to: link.version_id }, this.#meetVersion(link, found));
    }
    return found;
  }

  /** Is there anything behind the last step? */
  async #peek(way: 'up' | 'down', front: Front): Promise<Front> {
    const ahead = new LineageWalk(this.#rows, this.#catalog, this.#limit);
    for (const [id, named] of this.#versions) ahead.#versions.set(id, named);
    for (const id of this.#experiments) ahead.#experiments.add(id);
    return ahead.#step(way, front);
  }

  /** Of adopted versions only the run id of the maker is known; it counts where one run of the root has it. */
  async #unlinkedMakers(ids: readonly string[], linked: ReadonlySet<string>): Promise<{ readonly experiment_id: string; readonly version_id: string }[]> {
    const open = (await this.#rows.versions(ids)).filter(({ id, created_by_run }) => created_by_run !== null && !linked.has(id));
    const makers = await Promise.all(open.map(async ({ id, created_by_run }) => ({ id, runs: await this.#catalog.byRunId(created_by_run ?? '') })));
    return makers.flatMap(({ id, runs }) => (runs.length === 1 && runs[0] !== undefined ? [{ experiment_id: runs[0].id, version_id: id }] : []));
  }

  #meetVersion(named: NamedVersion, found: { readonly versions: Set<string> }): boolean {
    if (this.#versions.has(named.version_id)) return true;
    if (!this.#hasRoom()) return false;
    this.#versions.set(named.version_id, named);
    found.versions.add(named.version_id);
    return true;
  }

  #meetRun(id: string, found: { readonly experiments: Set<string> }): boolean {
    if (this.#experiments.has(id)) return true;
    if (!this.#hasRoom()) return false;
    this.#experiments.add(id);
    found.experiments.add(id);
    return true;
  }

  #hasRoom(): boolean {
    if (this.#versions.size + this.#experiments.size < this.#limit) return true;
    this.#isWhole = false;
    return false;
  }

  #join(relation: Edge['relation'], { from, to }: { readonly from: string; readonly to: string }, isMet: boolean): void {
    if (isMet) this.#edges.set(`${relation} ${from} ${to}`, { relation, from, to });
  }

  async #answer(root: NamedVersion): Promise<LineageAnswer> {
    const known = new Map((await this.#rows.versions([...this.#versions.keys()])).map((row) => [row.id, row]));
    const versions = [...this.#versions].map(([id, named]) => [id, versionNode(known.get(id), named)] as const);
    const runs = new Map((await this.#catalog.byIds([...this.#experiments])).map((run) => [run.id, run]));
    const experiments = [...this.#experiments].map((id): LineageNode => ({ kind: 'experiment', id, run_id: runs.get(id)?.run_id ?? null, run_dir: runs.get(id)?.run_dir ?? null, status: runs.get(id)?.status ?? null }));
    const names = new Map(versions.map(([id, node]) => [id, node.id]));
    const edges = [...this.#edges.values()].map(({ relation, from, to }) => ({ from: names.get(from) ?? from, to: names.get(to) ?? to, relation }));
    return { root: names.get(root.version_id) ?? '', nodes: [...versions.map(([, node]) => node), ...experiments], edges, is_whole: this.#isWhole };
  }
}

function versionNode(known: KnownVersion | undefined, named: NamedVersion): LineageNode {
  const { type, name, version } = known ?? named;
  return { kind: 'version', id: `${type}/${name}:v${version}`, type, name, version, is_known: known !== undefined, size_bytes: known?.size_bytes ?? null, created_at: known?.created_at ?? null };
}

function size({ versions, experiments }: Front): number {
  return versions.size + experiments.size;
}
