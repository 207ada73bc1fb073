import type { Clock } from '../../../daemon/api/clock.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Live, Opening } from '../../../daemon/api/topic.js';
import type { CatalogDelta } from '../../../schemas/experiments.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import type { TopicSource } from './topic-source.js';

const topic = 'experiments.catalog';
const coalesceMs = 250;
const mostRows = 500;
const mostRemembered = 20_000;

export interface CatalogFeedParts {
  readonly catalog: SqlCatalog;
  readonly clock: Clock;
  readonly live: Live;
  readonly log: Log;
}

/** Tells sockets which rows of the catalog changed, at most four times a second; its cursor is a number that only grows. */
export class CatalogFeed implements TopicSource {
  readonly #parts: CatalogFeedParts;
  readonly #pending = new Set<string>();
  /** Which ids each number brought, oldest first. */
  readonly #past: { readonly number: number; readonly ids: readonly string[] }[] = [];
  #remembered = 0;
  #number = 0;
  #sockets = 0;
  #isDue = false;

  constructor(parts: CatalogFeedParts) {
    this.#parts = parts;
  }

  /** Begins above every number of an earlier process: those grow far slower than the clock does. */
  start(): void {
    this.#number = Math.floor(this.#parts.clock.now() * 1000);
  }

  get cursor(): string {
    return String(this.#number);
  }

  touched(ids: readonly string[]): void {
    for (const id of ids) this.#pending.add(id);
    if (this.#isDue || this.#pending.size === 0) return;
    this.#isDue = true;
    this.#parts.clock.after(coalesceMs, () => void this.#flush());
  }

  interest(_key: string, sockets: number): void {
    this.#sockets = sockets;
  }

  isNewer(cursor: string, than: string): boolean {
    return Number(cursor) > Number(than);
  }

  async open(_key: string, cursor: string | undefined): Promise<Opening> {
    const now = this.cursor;
    if (cursor === undefined) return { frames: [], cursor: now };
    const ids = this.#since(Number(cursor));
    if (!ids || ids.length > mostRows) return { refetch: true, cursor: now };
    return { frames: ids.length === 0 ? [] : [{ cursor: now, data: await this.#delta(ids) }], cursor: now };
  }

  /** Ids that came after a number; undefined when that lies too far back, or was never ours. */
  #since(number: number): string[] | undefined {
    const oldest = this.#past[0]?.number ?? this.#number + 1;
    if (!(number <= this.#number && number >= oldest - 1)) return undefined;
    return [...new Set(this.#past.filter((entry) => entry.number > number).flatMap((entry) => entry.ids))];
  }

  async #flush(): Promise<void> {
    const ids = [...this.#pending];
    this.#pending.clear();
    try {
      for (let at = 0; at < ids.length; at += mostRows) await this.#tell(ids.slice(at, at + mostRows));
    } catch (error) {
      this.#parts.log.error('changes of the catalog could not be told', { error: String(error) });
    }
    this.#isDue = false;
    this.touched([]);
  }

  async #tell(ids: readonly string[]): Promise<void> {
    const number = ++this.#number;
    this.#remember(number, ids);
    if (this.#sockets > 0) this.#parts.live.publish(topic, '', { cursor: String(number), data: await this.#delta(ids) });
  }

  #remember(number: number, ids: readonly string[]): void {
    this.#past.push({ number, ids });
    this.#remembered += ids.length;
    while (this.#remembered > mostRemembered) this.#remembered -= this.#past.shift()?.ids.length ?? this.#remembered;
  }

  async #delta(ids: readonly string[]): Promise<CatalogDelta> {
    const changed = await this.#parts.catalog.byIds(ids);
    const present = new Set(changed.map(({ id }) => id));
    return { changed, gone: ids.filter((id) => !present.has(id)) };
  }
}
