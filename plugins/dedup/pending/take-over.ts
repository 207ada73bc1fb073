import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Log } from '../../../daemon/api/log.js';
import type { RunLayout } from '../../../schemas/contracts/run-layout.js';
import { pendingRecord, type PendingAnswer, type PendingRecord } from '../../../schemas/dedup-pending.js';
import type { PublishedAnswer } from '../../../schemas/dedup-publish.js';
import { isPlainPath } from '../adopt/plain-path.js';
import { readDocument } from '../adopt/read-document.js';
import { Leases } from '../pool/leases.js';
import type { FilePool } from '../pool/file-pool.js';
import type { Draft } from '../publish/draft.js';
import type { Drafting } from '../publish/drafting.js';
import { assertDraft, type Publisher } from '../publish/publisher.js';
import type { PendingFolder, Waiting } from './pending-folder.js';
import { storeSources } from './source-files.js';

export interface TakeOverParts {
  readonly folder: PendingFolder;
  readonly keep: string;
  readonly database: Database;
  readonly pool: FilePool;
  readonly versions: Publisher;
  readonly drafts: Drafting;
  readonly layout: RunLayout;
  readonly clock: Clock;
  readonly log: Log;
}

const lookMs = 500;
const patienceMs = 10_000;
const answersKeptSeconds = 7 * 86_400;
/** The machine's fault, which passes; anything else is the record's. */
const passing: ReadonlySet<RunkeepError['family']> = new Set(['busy', 'no-space', 'too-many']);

/** Makes versions out of the records that clients leave, each once, whenever the daemon is killed (CLI-60). */
export class TakeOver {
  readonly #parts: TakeOverParts;
  readonly #turn = new Leases();
  readonly #closing = new AbortController();
  /** When a record that could not be taken over is tried again, on the monotonic clock. */
  readonly #later = new Map<string, number>();

  constructor(parts: TakeOverParts) {
    this.#parts = parts;
  }

  /** Begins with what lies there, and looks again from then on; the answer ends it. */
  async start(): Promise<() => Promise<void>> {
    const { folder, clock } = this.#parts;
    await folder.make();
    await folder.sweep(clock.now() - answersKeptSeconds);
    const stop = clock.every(lookMs, () => this.look());
    void this.look();
    return async () => {
      stop();
      this.#closing.abort(new Error('the daemon stops'));
      await this.#turn.hold('record', () => Promise.resolve());
    };
  }

  /** Takes over all that waits and is not put off; never rejects. */
  async look(): Promise<void> {
    for (const { id } of await this.#found()) {
      if ((this.#later.get(id) ?? 0) > this.#parts.clock.monotonic() || this.#closing.signal.aborted) continue;
      await this.take(id).catch((failure: unknown) => this.#putOff(id, failure));
    }
  }

  waiting(): Promise<Waiting[]> {
    return this.#parts.folder.waiting();
  }

  /** Takes over one record, or says what became of it before. */
  take(id: string): Promise<PendingAnswer> {
    return this.#turn.hold('record', () => this.#take(id));
  }

  async #found(): Promise<Waiting[]> {
    try {
      return await this.waiting();
    } catch (failure) {
      this.#parts.log.warn('the records of clients cannot be listed', { cause: String(failure) });
      return [];
    }
  }

  async #take(id: string): Promise<PendingAnswer> {
    const { folder } = this.#parts;
    const before = await folder.answered(id);
    if (before !== undefined) {
      await folder.putAway(before);
      return before;
    }
    const answer = await this.#judged(id);
    if (answer.state === 'published') this.#parts.log.info('took over an artifact', { id, name: answer.name, version: answer.number });
    else this.#parts.log.warn('an artifact that was logged cannot be taken over', { id, code: answer.code, message: answer.message });
    await folder.answer(answer);
    this.#later.delete(id);
    return answer;
  }

  async #judged(id: string): Promise<PendingAnswer> {
    let record: PendingRecord | undefined;
    try {
      record = await this.#read(id);
      const { type, name, version, size_bytes, num_files } = await this.#publish(record);
      return { state: 'published', id, type, name, number: version, size_bytes, num_files };
    } catch (failure) {
      if (!(failure instanceof RunkeepError) || passing.has(failure.family)) throw failure;
      return this.#reject(id, record, failure);
    }
  }

  async #read(id: string): Promise<PendingRecord> {
    const { folder, clock } = this.#parts;
    const document = await readDocument(folder.record(id), clock);
    if (document.state === 'missing') throw new RunkeepError('busy', 'no-record', `There is no record ${id}.`, 'It was taken over, or never written.');
    const parsed = document.state === 'ok' ? pendingRecord.safeParse(document.value) : undefined;
    if (parsed?.success === true && parsed.data.id === id) return parsed.data;
    const issue = parsed?.error?.issues[0];
    const fault = document.state === 'ok' ? `${issue?.path.join('.') ?? 'id'}: ${issue?.message ?? 'it is not the name of the file'}` : document.message;
    throw new RunkeepError('invalid', 'bad-record', `The record ${id} cannot be read (${fault.slice(0, 300)}).`, 'Its client is of another version, or the file was damaged; it was put aside.');
  }

  async #publish(record: PendingRecord): Promise<PublishedAnswer> {
    const { versions } = this.#parts;
    const asked = { key: `pending ${record.id}`, fingerprint: 'pending' };
    return (await versions.answered(asked)) ?? versions.publish(await this.#draft(record), asked);
  }

  async #draft({ id, version: _, created_at: __, run_dir, files, parents, ...said }: PendingRecord): Promise<Draft> {
    const { pool, keep, folder, drafts } = this.#parts;
    const draft = { ...said, parents: await drafts.parents(parents), made_by: run_dir === null ? null : this.#maker(run_dir) };
    // what will be refused is refused before its bytes are read
    assertDraft({ ...draft, files: files.map(({ path, size }) => ({ path, size, digest: '', modified_at: null })) });
    return { ...draft, files: await storeSources({ pool, keep, copies: folder.copies(id) }, files, this.#closing.signal) };
  }

  /** The run may be so new that nobody has taken it in. */
  #maker(runDir: string): NonNullable<Draft['made_by']> {
    const found = isPlainPath(runDir) ? this.#parts.layout.recognise(runDir.split('/'), new Set(['meta.json']), undefined) : undefined;
    if (found === undefined) throw new RunkeepError('invalid', 'bad-run-dir', `${JSON.stringify(runDir.slice(0, 200))} is no run directory.`, 'Name it relative to the root, as project/name/runs/id.');
    return { experiment_id: found.experimentId, run_id: found.runId };
  }

  async #reject(id: string, record: PendingRecord | undefined, { code, message, hint }: RunkeepError): Promise<PendingAnswer> {
    const row = { id, code, message, hint, type: record?.type ?? null, name: record?.name ?? null, rejected_at: this.#parts.clock.now() };
    await this.#parts.database.write((transaction) => transaction('dedup_rejections').insert(row).onConflict('id').merge());
    return { state: 'rejected', id, code, message, hint };
  }

  /** What is no fault of the record is tried again, not at once. */
  #putOff(id: string, failure: unknown): void {
    this.#later.set(id, this.#parts.clock.monotonic() + patienceMs);
    if (!this.#closing.signal.aborted && !(failure instanceof RunkeepError && failure.code === 'no-record')) this.#parts.log.warn('an artifact that was logged is taken over later', { id, cause: String(failure) });
  }
}
