import { join } from 'node:path';
import type { Sql } from '../api/database.js';
import type { FoundRun } from '../api/watch.js';
import { sleepMark, type Sleeper } from './sleepers.js';

interface RestRow {
  readonly mark: string;
  readonly names: string;
  readonly ended: number;
}

/**
 * Which runs sleep, kept in the transaction that seals their last points: the next start opens only those whose files changed.
 * What another era remembered is not believed: another release may tell other things of the same files, and after a reboot a
 * file may lack what it held when its state was noted.
 */
export class Rests {
  readonly #sql: Sql;
  readonly #root: string;
  readonly #era: string;

  constructor(sql: Sql, root: string, era: string) {
    this.#sql = sql;
    this.#root = root;
    this.#era = era;
  }

  remember({ run, names, mark, hasEnded }: Sleeper): void {
    this.#sql.run('insert or replace into ingest_rests (experiment_id, era, mark, names, ended) values (?, ?, ?, ?, ?)', run.experimentId, this.#era, mark, JSON.stringify(names), hasEnded ? 1 : 0);
  }

  /** The run as it was remembered, if its files are as they were then. */
  of(run: FoundRun): Sleeper | undefined {
    const row = this.#sql.get<RestRow>('select mark, names, ended from ingest_rests where experiment_id = ? and era = ?', run.experimentId, this.#era);
    if (row === undefined) return undefined;
    const names = JSON.parse(row.names) as string[]; // as `remember` wrote it
    return sleepMark(join(this.#root, run.dir), names) === row.mark ? { run, names, mark: row.mark, hasEnded: row.ended === 1 } : undefined;
  }
}
