import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ArtifactRef, ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import { fieldOf, listOf, textOf } from '../field.js';
import { presentRun } from '../runs/find-run.js';

interface Node {
  readonly node_type: 'artifact' | 'run';
  readonly node_id: string;
  readonly label: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface Edge {
  readonly source: string;
  readonly target: string;
  readonly edge_type: 'produces' | 'uses';
}

export interface Lineage {
  readonly root_artifact: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

const mostNodes = 1000;

/** Where a version came from: the run that made it, what that run used, and so on, `depth` artifacts deep. Each thing is a node once. */
export async function lineageOf(store: ArtifactStore, catalog: ExperimentCatalog, ref: ArtifactRef, depth: number): Promise<Lineage> {
  const walk = new Walk(store, catalog);
  await walk.artifact(ref, depth);
  return { root_artifact: idOf(ref), nodes: [...walk.nodes.values()], edges: walk.edges };
}

/** One walk upwards; versions may be named that are not there any more. */
class Walk {
  readonly nodes = new Map<string, Node>();
  readonly edges: Edge[] = [];
  readonly #store: ArtifactStore;
  readonly #catalog: ExperimentCatalog;

  constructor(store: ArtifactStore, catalog: ExperimentCatalog) {
    this.#store = store;
    this.#catalog = catalog;
  }

  async artifact(ref: ArtifactRef, depth: number): Promise<void> {
    if (this.nodes.has(idOf(ref)) || this.nodes.size >= mostNodes) return;
    const { type, size_bytes: size, created_at: created, created_by_run: maker } = await this.#store.detail(ref);
    this.nodes.set(idOf(ref), { node_type: 'artifact', node_id: idOf(ref), label: `${ref.name} v${ref.version}`, metadata: { type, size, created_at: created } });
    if (maker === null) return;
    this.edges.push({ source: `run:${maker}`, target: idOf(ref), edge_type: 'produces' });
    await this.#run(maker, depth);
  }

  async #run(runId: string, depth: number): Promise<void> {
    const id = `run:${runId}`;
    if (this.nodes.has(id)) return;
    this.nodes.set(id, { node_type: 'run', node_id: id, label: `Run ${runId.length > 16 ? `${runId.slice(0, 16)}...` : runId}`, metadata: { run_id: runId } });
    if (depth <= 0) return;
    for (const used of await this.#usedBy(runId)) {
      this.edges.push({ source: idOf(used), target: id, edge_type: 'uses' });
      await this.#orMissing(used, depth - 1);
    }
  }

  async #usedBy(runId: string): Promise<ArtifactRef[]> {
    const run = await presentRun(this.#catalog, runId);
    if (run === undefined) return [];
    return listOf(await this.#catalog.document(run.id, 'artifacts_used.json'), 'artifacts').flatMap((entry) => {
      const [name, version, type] = [textOf(entry, 'name'), fieldOf(entry, 'version'), textOf(entry, 'type')];
      return name === null || typeof version !== 'number' ? [] : [{ name, version, ...(type !== null && { type }) }];
    });
  }

  async #orMissing(ref: ArtifactRef, depth: number): Promise<void> {
    try {
      await this.artifact(ref, depth);
    } catch (error) {
      if (!(error instanceof RunkeepError)) throw error;
      this.#missing(ref);
    }
  }

  #missing(ref: ArtifactRef): void {
    if (!this.nodes.has(idOf(ref))) this.nodes.set(idOf(ref), { node_type: 'artifact', node_id: idOf(ref), label: `${ref.name} v${ref.version}`, metadata: { missing: true } });
  }
}

function idOf({ name, version }: ArtifactRef): string {
  return `${name}:v${version}`;
}
