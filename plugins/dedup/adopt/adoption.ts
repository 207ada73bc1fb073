import type { Knex } from 'knex';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import type { Hasher } from '../../../daemon/api/hasher.js';
import type { AdoptionProgress, AdoptionReport } from '../../../schemas/contracts/artifact-store.js';
import type { ExperimentCatalog } from '../../../schemas/contracts/experiment-catalog.js';
import type { FilePool } from '../pool/file-pool.js';
import { archivedAssets } from './archived-assets.js';
import { adoptEvaluations } from './evaluations.js';
import { Findings } from './findings.js';
import type { Ground } from './ground.js';
import { tellBlobs, tellFiles } from './payload-findings.js';
import type { Payload, Verdict } from './payload.js';
import { cloneShared, type UnsecuredBlob } from './shared-bytes.js';
import { slices } from './slices.js';
import { surveyBlobs, surveyCollections, surveyOutputs, type FoundCollection, type FoundOutput } from './survey-archive.js';
import { surveyArtifacts, type FoundArtifact, type FoundFile } from './survey-artifacts.js';
import { Verifier } from './verifier.js';
import { writeArtifact, writeVersion } from './write-artifact.js';
import { missingParts, writeCollection, writeOutput } from './write-archive.js';

export interface AdoptionParts {
  readonly root: string;
  readonly database: Database;
  readonly hasher: Hasher;
  readonly clock: Clock;
  readonly catalog: ExperimentCatalog;
  readonly pool: FilePool;
  readonly bytesPerSecond: number;
}

interface Survey {
  readonly artifacts: readonly FoundArtifact[];
  readonly poolFiles: readonly Payload[];
  readonly blobs: readonly Payload[];
  readonly collections: readonly FoundCollection[];
  readonly outputs: readonly FoundOutput[];
}

/** One pass over what Runicorn left below the root. It reads everything anew but the bytes that were verified before, and touches no file of the user. */
export class Adoption {
  readonly #parts: AdoptionParts;
  readonly #signal: AbortSignal;
  readonly #findings = new Findings();

  constructor(parts: AdoptionParts, signal: AbortSignal) {
    this.#parts = parts;
    this.#signal = signal;
  }

  get #ground(): Ground {
    return { root: this.#parts.root, clock: this.#parts.clock, findings: this.#findings };
  }

  async run(tell: (progress: AdoptionProgress) => void): Promise<AdoptionReport> {
    const survey = await this.#survey();
    const verdicts = await this.#verify(survey, tell);
    await this.#writeArtifacts(survey, verdicts);
    await this.#writeArchive(survey, verdicts);
    await adoptEvaluations(this.#ground, this.#parts.database);
    await this.#tellBlobs(survey, verdicts);
    const atRisk = await cloneShared(this.#parts.pool, this.#parts.database, this.#parts.root, this.#signal);
    this.#tellShared(atRisk);
    return this.#report(survey, verdicts, atRisk);
  }

  async #survey(): Promise<Survey> {
    const { root } = this.#parts;
    const artifacts: FoundArtifact[] = [];
    for await (const artifact of surveyArtifacts(this.#ground)) {
      this.#signal.throwIfAborted();
      artifacts.push(artifact);
    }
    const isOurs = (await this.#parts.pool.folder()) === `${root}/artifacts/.dedup`;
    return { artifacts, poolFiles: isOurs ? [] : await surveyBlobs(this.#ground, 'artifacts/.dedup'), blobs: await surveyBlobs(this.#ground, 'archive/blobs'), collections: await surveyCollections(this.#ground), outputs: await surveyOutputs(this.#ground) };
  }

  async #verify(survey: Survey, tell: (progress: AdoptionProgress) => void): Promise<Map<string, Verdict>> {
    const files = filesOf(survey).map(({ place, digest, size }) => ({ path: place, digest, size }));
    const outputs = survey.outputs.flatMap((output) => output.files.map((path) => ({ path, digest: null, size: null })));
    const payloads = [...files, ...survey.poolFiles, ...survey.blobs, ...outputs];
    let done = 0;
    tell({ done, of: payloads.length });
    return new Verifier({ ...this.#parts, signal: this.#signal }).verify(payloads, (batch) => tell({ done: (done += batch), of: payloads.length }));
  }

  async #writeArtifacts({ artifacts }: Survey, verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
    for (const { versions } of artifacts) for (const { files } of versions) tellFiles(files, verdicts, this.#findings);
    const works = artifacts.flatMap((artifact) => [(to: Knex.Transaction) => writeArtifact(to, artifact), ...artifact.versions.map((version) => (to: Knex.Transaction) => writeVersion(to, artifact, version, verdicts))]);
    // a commit waits for the disk: many versions share one
    for (const some of slices(works, 50)) {
      this.#signal.throwIfAborted();
      await this.#parts.database.write(async (transaction) => {
        for (const work of some) await work(transaction);
      });
    }
  }

  async #writeArchive({ collections, outputs }: Survey, verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
    for (const collection of collections) {
      const missing = missingParts(collection, verdicts);
      if (missing.length > 0) this.#findings.add({ severity: 'lost', code: 'archive-parts-missing', path: collection.path, message: `${missing.length} files of ${collection.path} have no intact blob, among them ${missing.slice(0, 5).join(', ')}.`, hint: 'Deleting a run in Runicorn deletes blobs that others name; the rest can be read.' });
      await this.#parts.database.write((transaction) => writeCollection(transaction, collection, missing));
    }
    for (const output of outputs) await this.#parts.database.write((transaction) => writeOutput(transaction, output, verdicts));
  }

  async #tellBlobs({ poolFiles, blobs, collections, outputs, ...survey }: Survey, verdicts: ReadonlyMap<string, Verdict>): Promise<void> {
    const findings = this.#findings;
    const stored = new Set(filesOf(survey).map(({ digest }) => digest));
    tellBlobs('pool', poolFiles, { verdicts, named: stored }, findings);
    const named = new Set(collections.flatMap(({ manifest }) => Object.values(manifest.files).map(({ sha256 }) => sha256)));
    const there = new Set([...blobs.map(({ path }) => path), ...collections.map(({ path }) => path), ...outputs.map(({ path }) => path)]);
    for await (const { experiment_id, path, written } of archivedAssets(this.#parts.catalog)) {
      const digest = path?.startsWith('archive/blobs/') === true ? path.slice(-64) : undefined;
      if (digest !== undefined) named.add(digest);
      if (path === undefined || !there.has(path)) findings.add({ severity: 'lost', code: 'archived-asset-missing', experiment_id, path: path ?? null, message: `assets.json names ${JSON.stringify(written).slice(0, 300)}, which this root does not hold.`, hint: 'It was deleted, or never copied here.' });
    }
    tellBlobs('archive', blobs, { verdicts, named }, findings);
  }

  #tellShared(atRisk: readonly UnsecuredBlob[]): void {
    if (atRisk.length === 0) return;
    const bytes = atRisk.reduce((sum, { size }) => sum + size, 0);
    this.#findings.add({ severity: 'note', code: 'bytes-shared-by-links', path: 'artifacts', length: bytes, message: `${atRisk.length} files (${bytes} bytes) share their bytes with other names by hard links, so that an edit in place changes every version.`, hint: 'They were left as they are; `runkeep artifact secure` copies them into the pool.' });
  }

  #report({ artifacts, ...survey }: Survey, verdicts: ReadonlyMap<string, Verdict>, atRisk: readonly UnsecuredBlob[]): AdoptionReport {
    const right = [...verdicts.values()].flatMap((verdict) => (verdict.state === 'ok' ? [verdict] : []));
    const distinct = new Map(right.map(({ digest, stamp }) => [digest, stamp.size]));
    return {
      versions: artifacts.reduce((sum, { versions }) => sum + versions.length, 0),
      files: filesOf({ artifacts }).length + survey.collections.reduce((sum, { manifest }) => sum + Object.keys(manifest.files).length, 0) + survey.outputs.reduce((sum, { files }) => sum + files.length, 0),
      bytes: [...distinct.values()].reduce((sum, size) => sum + size, 0),
      at_risk: { files: atRisk.length, bytes: atRisk.reduce((sum, { size }) => sum + size, 0) },
      findings: this.#findings.all,
    };
  }
}

function filesOf({ artifacts }: Pick<Survey, 'artifacts'>): FoundFile[] {
  return artifacts.flatMap(({ versions }) => versions.flatMap(({ files }) => files));
}
