import type { Clock } from '../../../daemon/api/clock.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { ArtifactRef } from '../../../schemas/contracts/artifact-store.js';
import type { CollectionHold } from '../../../schemas/contracts/collection-hold.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { ArchiveExportRequest, ArchiveManifest } from '../../../schemas/dedup-archives.js';
import { EntryJudge } from '../archive-io/entry-judge.js';
import type { ArchiveLimits } from '../archive-io/limits.js';
import type { PlannedFile } from '../archive-io/planned-file.js';
import { tarGz, zip } from '../archive-io/write-archive.js';
import type { SqlArtifacts } from '../catalog/sql-artifacts.js';
import type { BlobReader } from '../read/blob-reader.js';
import { documentsFor } from '../take-in/version-documents.js';
import { heldWhile } from './held-while.js';
import { runFiles } from './run-files.js';

export interface ArchiveExportParts {
  readonly root: string;
  readonly clock: Clock;
  readonly catalog: ExperimentCatalog;
  readonly artifacts: SqlArtifacts;
  readonly blobs: BlobReader;
  readonly hold: CollectionHold;
  readonly limits: ArchiveLimits;
}

interface Plan {
  readonly files: readonly PlannedFile[];
  readonly about: Pick<ArchiveManifest, 'runs' | 'artifacts' | 'left_out'>;
}

/** Gives experiments and versions of artifacts out as one archive, by stream: run directories as they are, documents and bytes of versions, a manifest. */
export class ArchiveExport {
  readonly #parts: ArchiveExportParts;

  constructor(parts: ArchiveExportParts) {
    this.#parts = parts;
  }

  /** What is wrong with the request is told before the first byte. */
  async plan(request: ArchiveExportRequest): Promise<Plan> {
    const runs = await this.#runs(request.experiments);
    const artifacts = await this.#versions(request.artifacts);
    const plan = { files: [...runs.files, ...artifacts.files], about: { runs: runs.runs, left_out: runs.leftOut, artifacts: artifacts.folders } };
    if (plan.files.length === 0) throw new RunkeepError('invalid', 'nothing-to-export', 'No file is chosen.', 'Name experiments or versions of artifacts.');
    // what could not come in elsewhere does not go out
    const judge: EntryJudge = new EntryJudge(this.#parts.limits);
    for (const { name, size } of plan.files) judge.admit({ name, size, kind: 'file', isExecutable: false });
    return plan;
  }

  /** The bytes; nothing of the pool is collected meanwhile (POOL-24). */
  write({ files, about }: Plan, format: ArchiveExportRequest['format'], signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const manifest = (listed: ArchiveManifest['files']): ArchiveManifest => ({ format: 'runkeep-archive', version: 1, created_at: this.#parts.clock.now(), ...about, files: listed });
    const write = format === 'zip' ? zip : tarGz;
    return heldWhile(this.#parts.hold, write(files, (listed) => Buffer.from(`${JSON.stringify(manifest([...listed]), undefined, 1)}\n`), signal));
  }

  async #runs(ids: readonly string[]): Promise<{ readonly files: readonly PlannedFile[]; readonly runs: string[]; readonly leftOut: string[] }> {
    const rows = await this.#parts.catalog.byIds(ids);
    const missing = ids.find((id) => !rows.some((row) => row.id === id));
    if (missing !== undefined) throw new RunkeepError('not-found', 'no-experiment', `There is no experiment ${missing}.`, 'List them with: runkeep ls');
    const found = [];
    for (const { run_dir: dir } of rows) found.push(await runFiles(this.#parts.root, dir));
    // a run may lie in another one
    const files = new Map(found.flatMap((one) => one.files.map((file) => [file.name, file])));
    return { files: [...files.values()], runs: rows.map((row) => row.run_dir), leftOut: [...new Set(found.flatMap(({ leftOut }) => leftOut))] };
  }

  async #versions(words: readonly string[]): Promise<{ readonly files: readonly PlannedFile[]; readonly folders: string[] }> {
    const files: PlannedFile[] = [];
    const folders = new Set<string>();
    for (const word of words) {
      const ref = await this.#refOf(word);
      const folder = `artifacts/${ref.type}/${ref.name}/v${ref.version}`;
      if (!folders.has(folder)) files.push(...(await this.#version(ref, folder)));
      folders.add(folder);
    }
    return { files, folders: [...folders] };
  }

  async #version(ref: ArtifactRef, folder: string): Promise<PlannedFile[]> {
    const { blobs, artifacts } = this.#parts;
    const detail = await artifacts.detail(ref);
    const documents = Object.entries(documentsFor(detail)).map(([name, bytes]) => ({ name: `${folder}/${name}.json`, size: bytes.length, open: () => once(bytes) }));
    return [...documents, ...detail.files.map(({ path, digest, size }) => ({ name: `${folder}/files/${path}`, size, open: (signal: AbortSignal) => blobs.read({ digest, size, range: undefined }, null, signal) }))];
  }

  /** `type/name:version`; the version is a number or an alias. */
  async #refOf(word: string): Promise<Required<ArtifactRef>> {
    const parts = /^([^/]+)\/(.+):([^:]+)$/u.exec(word);
    if (parts === null) throw new RunkeepError('invalid', 'bad-artifact', `${word} names no version of an artifact.`, 'Write type/name:version, for example model/net:latest.');
    const [, type = '', name = '', version = ''] = parts;
    return { type, name, version: await this.#parts.artifacts.numberOf({ type, name }, version) };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
