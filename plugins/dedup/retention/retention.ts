import { z } from 'zod';
import type { Clock } from '../../../daemon/api/clock.js';
import type { Database } from '../../../daemon/api/database.js';
import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Log } from '../../../daemon/api/log.js';
import type { ArtifactStore } from '../../../schemas/contracts/artifact-store.js';
import type { RetentionAnswer } from '../../../schemas/dedup-retention.js';
import { groupBy } from '../catalog/group-by.js';
import { deletedAt, versionQuery, type VersionRow } from '../catalog/version-rows.js';
import type { RetentionPolicy } from '../gc/upkeep-config.js';
import type { UpkeepRows } from '../gc/upkeep-rows.js';
import { expired, type Expired } from './policy.js';

export interface RetentionParts {
  readonly policies: readonly RetentionPolicy[];
  readonly store: ArtifactStore;
  readonly database: Database;
  readonly remembered: UpkeepRows;
  readonly clock: Clock;
  readonly log: Log;
}

const key = 'retention-shown';

/** Puts versions into the recycle bin as policies say, after these very policies were shown in a dry run. No file is touched, and a restore takes each one back. */
export class Retention {
  readonly #parts: RetentionParts;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  async run(isApplied: boolean): Promise<RetentionAnswer> {
    const { policies, remembered } = this.#parts;
    const shown = JSON.stringify(policies);
    if (isApplied && policies.length > 0 && (await remembered.read(key, z.string())) !== shown) throw new RunkeepError('conflict', 'dry-run-first', 'The retention policies were changed since they were shown; nothing was deleted.', 'Look first what they do: runkeep artifact retention');
    const versions = await this.#expired();
    if (isApplied) for (const one of versions) await this.#bin(one);
    else await remembered.write(key, shown);
    return { applied: isApplied, policies: policies.length, versions };
  }

  async #expired(): Promise<Expired[]> {
    const { policies, store, database, clock } = this.#parts;
    if (policies.length === 0) return [];
    const rows = await database.rows<VersionRow>(versionQuery(database.reader));
    const aliases = new Map((await store.list({})).map((artifact) => [`${artifact.type}/${artifact.name}`, Object.entries(artifact.aliases)]));
    const artifacts = groupBy(rows.filter((row) => deletedAt(row) === null), (row) => row.artifact_id);
    return [...artifacts.values()].flatMap((some) => expired(policies, some.map((row) => ({
      ...row,
      aliases: (aliases.get(`${row.type}/${row.name}`) ?? []).flatMap(([alias, version]) => (version === row.version ? [alias] : [])),
      tags: z.array(z.string()).catch([]).parse(JSON.parse(row.tags)),
    })), clock.now()));
  }

  async #bin({ type, name, version, why }: Expired): Promise<void> {
    await this.#parts.store.remove({ type, name, version }, `retention: ${why}`);
    this.#parts.log.info('retention put a version into the recycle bin', { type, name, version, why });
  }
}
