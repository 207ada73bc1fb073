import { randomUUID } from 'node:crypto';
import type { Database } from '../../../daemon/api/database.js';
import type { DamageRow } from '../../../schemas/dedup-checks.js';

/** The rows of objects that were not what their names say. */
export class DamageRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(found: Omit<DamageRow, 'id' | 'repaired_from'>): Promise<DamageRow> {
    const row = { id: randomUUID(), repaired_from: null, ...found };
    await this.#database.write((transaction) => transaction('dedup_damage').insert(row));
    return row;
  }

  /** The bytes are intact again; `now` is in steady time. */
  async settle(digest: string, from: string, now: number): Promise<void> {
    await this.#database.write((transaction) => transaction('dedup_damage').where({ digest }).whereNull('settled_at').update({ repaired_from: from, settled_at: now }));
  }

  newest(limit: number): Promise<DamageRow[]> {
    return this.#database.rows<DamageRow>(this.#database.reader('dedup_damage').orderBy([{ column: 'found_at', order: 'desc' }, 'id']).limit(limit).select('id', 'digest', 'what', 'aside', 'repaired_from', 'found_at'));
  }

  /** Digests that nothing could repair yet. */
  async open(): Promise<string[]> {
    const rows = await this.#database.rows<{ digest: string }>(this.#database.reader('dedup_damage').whereNull('settled_at').distinct('digest'));
    return rows.map(({ digest }) => digest);
  }
}
