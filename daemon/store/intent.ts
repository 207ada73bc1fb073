import type { Clock } from '../api/clock.js';
import type { Database } from '../api/database.js';
import type { IntentKind, Intents } from '../api/intent.js';
import type { Log } from '../api/log.js';
import { asFileError } from './file-errors.js';
import { InTurn } from './in-turn.js';
import { publish, undo } from './publish.js';
import { StagingFolder } from './staging-folder.js';

interface IntentRow {
  readonly id: string;
  readonly kind: string;
  readonly facts: string;
}

/** An intent whose kind is known and whose facts were read; `Facts` stays inside. */
interface Known {
  readonly row: IntentRow;
  readonly staging: StagingFolder;
  takeBack(): Promise<void>;
  finish(): Promise<void>;
  readonly removes: boolean;
}

/** The journal of writes that touch files and rows: intent, staged files, published names, rows and intent out (REL-30). */
export class IntentJournal implements Intents {
  readonly #database: Database;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #kinds = new Map<string, (row: IntentRow) => Known>();
  readonly #turns = new InTurn();
  /** Failed writes that could not be taken back yet: nothing new begins before they are. */
  readonly #open = new Map<string, Known>();

  /** `folder` is `.runkeep/staging`, on the file system of everything that is published. */
  constructor(database: Database, folder: string, clock: Clock, log: Log) {
    this.#database = database;
    this.#folder = folder;
    this.#clock = clock;
    this.#log = log;
  }

  register<Facts, Answer>(kind: IntentKind<Facts, Answer>): void {
    if (this.#kinds.has(kind.name)) throw new Error(`two kinds of intent are called ${kind.name}`);
    this.#kinds.set(kind.name, (row) => this.#known(kind, row, kind.facts.parse(JSON.parse(row.facts))));
  }

  run<Facts, Answer>(kind: IntentKind<Facts, Answer>, facts: Facts): Promise<Answer> {
    if (!this.#kinds.has(kind.name)) throw new Error(`the intent ${kind.name} is not registered: a crash could not take it back`);
    const paths = kind.changes(facts).map((change) => change.path);
    return this.#turns.run(paths, async () => {
      await this.#settle();
      const row = { id: StagingFolder.newId(), kind: kind.name, facts: JSON.stringify(facts) };
      return this.#carryOut(kind, facts, this.#known(kind, row, facts));
    });
  }

  async recover(): Promise<void> {
    const rows: IntentRow[] = await this.#database.reader<IntentRow>('daemon_intents').select('id', 'kind', 'facts').orderBy('created_at', 'desc');
    for (const row of rows) await this.#recoverOne(row);
    await StagingFolder.sweep(this.#folder, new Set(await this.#database.reader<IntentRow>('daemon_intents').pluck('id')));
  }

  async #carryOut<Facts, Answer>(kind: IntentKind<Facts, Answer>, facts: Facts, known: Known): Promise<Answer> {
    await this.#database.write(async (transaction) => {
      await transaction('daemon_intents').insert({ ...known.row, created_at: this.#clock.now() });
      await kind.reserve?.(facts, transaction);
    });
    try {
      await known.staging.make();
      await kind.stage?.(facts, known.staging);
      await known.staging.seal();
      for (const change of kind.changes(facts)) await publish(change, known.staging.folder);
      const answer = await this.#database.write(async (transaction) => {
        const result = await kind.commit(facts, transaction);
        await transaction('daemon_intents').where('id', known.row.id).delete();
        return result;
      });
      await this.#discard(known);
      return answer;
    } catch (failure) {
      this.#open.set(known.row.id, known);
      await this.#settle().catch((cause: unknown) => this.#log.error('a failed write could not be taken back yet; it is tried again before the next one', { kind: known.row.kind, cause: String(cause) }));
      throw asFileError(failure);
    }
  }

  #known<Facts, Answer>(kind: IntentKind<Facts, Answer>, row: IntentRow, facts: Facts): Known {
    const staging = new StagingFolder(this.#folder, row.id);
    const changes = kind.changes(facts);
    const end = (last?: (transaction: Parameters<Parameters<Database['write']>[0]>[0]) => Promise<unknown>): Promise<void> =>
      this.#database.write(async (transaction) => {
        await last?.(transaction);
        await transaction('daemon_intents').where('id', row.id).delete();
      });
    return {
      row,
      staging,
      removes: changes.some((change) => change.how === 'remove'),
      takeBack: async () => {
        if (await staging.find()) for (const change of changes.toReversed()) await undo(change, staging.folder);
        await end((transaction) => kind.release?.(facts, transaction) ?? Promise.resolve());
      },
      finish: async () => {
        for (const change of changes) await publish(change, staging.folder);
        await end((transaction) => kind.commit(facts, transaction));
      },
    };
  }

  async #settle(): Promise<void> {
    for (const [id, known] of this.#open) {
      await this.#takeBack(known);
      this.#open.delete(id);
      await this.#discard(known);
    }
  }

  async #takeBack(known: Known): Promise<void> {
    try {
      await known.takeBack();
    } catch (failure) {
      throw asFileError(failure);
    }
  }

  async #recoverOne(row: IntentRow): Promise<void> {
    const known = this.#read(row);
    if (known === undefined) return;
    const isFinished = known.removes && (await known.staging.find());
    await (isFinished ? known.finish() : known.takeBack());
    this.#log.info(isFinished ? 'finished a write that was cut short' : 'took back a write that was cut short', { kind: row.kind, id: row.id });
    await this.#discard(known);
  }

  /** An intent that nobody understands stays: its plugin may be loaded again. */
  #read(row: IntentRow): Known | undefined {
    const make = this.#kinds.get(row.kind);
    try {
      if (make !== undefined) return make(row);
      this.#log.warn('a write that was cut short belongs to no plugin that is loaded; it is left as it is', { kind: row.kind, id: row.id });
    } catch (failure) {
      this.#log.error('a write that was cut short cannot be read; it is left as it is', { kind: row.kind, id: row.id, cause: String(failure) });
    }
    return undefined;
  }

  /** The write has ended either way; a folder that stays behind is swept at the next start. */
  async #discard(known: Known): Promise<void> {
    await known.staging.remove().catch((failure: unknown) => this.#log.warn('a staging folder could not be removed', { id: known.row.id, cause: String(failure) }));
  }
}
