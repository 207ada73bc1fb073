import type { z } from 'zod';
import type { Database } from '../../../daemon/api/database.js';

/** What collection and checks must know after a restart: one small document per key. */
export class UpkeepRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Undefined where there is none, or none of this shape. */
  async read<T>(key: string, shape: z.ZodType<T>): Promise<T | undefined> {
    const [row] = await this.#database.rows<{ value: string }>(this.#database.reader('dedup_upkeep').where({ key }).select('value'));
    return row === undefined ? undefined : shape.safeParse(JSON.parse(row.value)).data;
  }

  async write(key: string, value: unknown): Promise<void> {
    await this.#database.write((transaction) => transaction('dedup_upkeep').insert({ key, value: JSON.stringify(value) }).onConflict('key').merge());
  }
}
