import { join } from 'node:path';
import type { Database } from '../../../daemon/api/database.js';
import type { FilePool } from '../pool/file-pool.js';
import type { PoolFiles } from '../pool/pool-files.js';
import { allocated } from './allocated.js';
import type { SteadyTime } from './steady-time.js';

export interface OldQuarantineParts {
  readonly database: Database;
  readonly pool: FilePool;
  readonly files: PoolFiles;
  readonly time: SteadyTime;
}

const staySeconds = 30 * 86_400;
const most = 1000;

/** Damaged files whose bytes were repaired stay for 30 days more; those that nothing could repair stay for ever (POOL-33). */
export class OldQuarantine {
  readonly #parts: OldQuarantineParts;

  constructor(parts: OldQuarantineParts) {
    this.#parts = parts;
  }

  /** Removes those whose time is over, or says how many there are; 1,000 at once. */
  async drop(isDry: boolean): Promise<{ readonly files: number; readonly bytes: number }> {
    const { database, pool, files, time } = this.#parts;
    const query = database.reader('dedup_damage').whereNotNull('aside').where('settled_at', '<=', time.now() - staySeconds).orderBy('settled_at').limit(most);
    const rows = await database.rows<{ id: string; aside: string }>(query.select('id', 'aside'));
    const folder = join(await pool.folder(), '.quarantine');
    let bytes = 0;
    for (const { aside } of rows) {
      bytes += await allocated(join(folder, aside));
      if (!isDry) await files.remove(join(folder, aside));
    }
    if (!isDry && rows.length > 0) await database.write((transaction) => transaction('dedup_damage').whereIn('id', rows.map(({ id }) => id)).update({ aside: null }));
    return { files: rows.length, bytes };
  }
}
