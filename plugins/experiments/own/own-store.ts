import type { Database } from '../../../daemon/api/database.js';
import type { IntentKind, Intents } from '../../../daemon/api/intent.js';
import type { Log } from '../../../daemon/api/log.js';
import type { OwnFacts } from './own-facts.js';
import { allOwn, standings, writeOwn, type Standing } from './own-rows.js';
import type { Said } from './say-intent.js';
import type { SidecarFolder } from './sidecar-folder.js';
import type { Sidecar } from './sidecar.js';

/** Runs in one write: its facts are kept as one JSON text while it is under way. */
const batch = 100;

export interface OwnStoreParts {
  readonly database: Database;
  readonly intents: Intents;
  readonly kind: IntentKind<Said>;
  readonly folder: SidecarFolder;
  readonly log: Log;
  /** Told which runs look different now. */
  readonly touched: (ids: readonly string[]) => void;
}

/** What people say of runs, kept in a row and in a sidecar, so that a database that was lost or rebuilt finds it again. */
export class OwnStore {
  readonly #parts: OwnStoreParts;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: OwnStoreParts) {
    this.#parts = parts;
  }

  /** Changes the facts of these runs, one call after the other; says which ids are unknown. */
  change(ids: readonly string[], apply: (run: Standing) => OwnFacts): Promise<{ changed: string[]; missing: string[] }> {
    const turn = this.#last.then(() => this.#change([...new Set(ids)], apply));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Makes sidecars and rows agree after a start: the higher revision wins, a lost one of either kind is written again. */
  async recover(): Promise<void> {
    await this.#parts.folder.make();
    const { sidecars, unreadable } = await this.#parts.folder.read();
    for (const name of unreadable) this.#parts.log.warn('a sidecar cannot be read and is left as it is', { name });
    const rows = await allOwn(this.#parts.database.reader);
    await this.#adopt(sidecars.filter((one) => revisionOf(rows.get(one.experiment_id)) < one.revision));
    const files = new Map(sidecars.map((one) => [one.experiment_id, one]));
    await this.#say([...rows.values()].filter((one) => revisionOf(files.get(one.experiment_id)) < one.revision));
  }

  async #change(ids: readonly string[], apply: (run: Standing) => OwnFacts): Promise<{ changed: string[]; missing: string[] }> {
    const runs = await standings(this.#parts.database.reader, ids);
    await this.#say(runs.map((run) => ({ version: 1, experiment_id: run.id, run_dir: run.runDir, revision: run.revision + 1, facts: apply(run) })));
    const known = new Set(runs.map(({ id }) => id));
    return { changed: [...known], missing: ids.filter((id) => !known.has(id)) };
  }

  async #say(sidecars: readonly Sidecar[]): Promise<void> {
    for (let at = 0; at < sidecars.length; at += batch) {
      const some = sidecars.slice(at, at + batch);
      await this.#parts.intents.run(this.#parts.kind, { sidecars: some });
      this.#parts.touched(some.map(({ experiment_id }) => experiment_id));
    }
  }

  /** Rows from sidecars, as after the database was lost. */
  async #adopt(sidecars: readonly Sidecar[]): Promise<void> {
    if (sidecars.length === 0) return;
    await this.#parts.database.write(async (transaction) => {
      for (const one of sidecars) await writeOwn(transaction, one);
    });
  }
}

function revisionOf(one: Sidecar | undefined): number {
  return one?.revision ?? 0;
}
