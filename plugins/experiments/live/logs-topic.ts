import type { Clock } from '../../../daemon/api/clock.js';
import type { Log } from '../../../daemon/api/log.js';
import type { Root } from '../../../daemon/api/root.js';
import type { Live, Opening } from '../../../daemon/api/topic.js';
import type { SqlCatalog } from '../catalog/sql-catalog.js';
import { assertLogName, logOf, runFolder } from '../files/log-files.js';
import { LogFollower } from './log-follower.js';
import type { TopicSource } from './topic-source.js';

const topic = 'experiments.logs';
const everyMs = 100;
const mostGap = 1_048_576;

export interface LogsTopicParts {
  readonly catalog: SqlCatalog;
  readonly root: Pick<Root, 'path'>;
  readonly clock: Clock;
  readonly live: Live;
  readonly log: Log;
}

/** New lines of a run's log; key = `<id>` for logs.txt or `<id>/<file>`, cursor = byte offset. A part from before the cursor means that the file was replaced. */
export class LogsTopic implements TopicSource {
  readonly #parts: LogsTopicParts;
  readonly #followed = new Map<string, { readonly follower: LogFollower; readonly end: () => void }>();

  constructor(parts: LogsTopicParts) {
    this.#parts = parts;
  }

  interest(key: string, sockets: number): void {
    if (sockets > 0) return;
    this.#followed.get(key)?.end();
    this.#followed.delete(key);
  }

  isNewer(cursor: string, than: string): boolean {
    return Number(cursor) > Number(than);
  }

  async open(key: string, cursor: string | undefined): Promise<Opening> {
    const [id = '', file = 'logs.txt'] = split(key);
    assertLogName(file);
    const row = await this.#parts.catalog.row(id);
    const follower = this.#follow(key, runFolder(this.#parts.root, row), file);
    await follower.advance();
    const now = follower.offset ?? 0;
    const from = Number(cursor ?? now);
    if (!Number.isSafeInteger(from) || from < 0 || from > now || now - from > mostGap) return { refetch: true, cursor: String(now) };
    if (from === now) return { frames: [], cursor: String(now) };
    const part = await logOf(this.#parts.root, { ...row, class: 'running' }, { file, from, bytes: now - from });
    return { frames: [{ cursor: String(part.to), data: part }], cursor: String(now) };
  }

  /** Ends every following. */
  close(): void {
    for (const { end } of this.#followed.values()) end();
    this.#followed.clear();
  }

  #follow(key: string, folder: string, file: string): LogFollower {
    const known = this.#followed.get(key)?.follower;
    if (known) return known;
    const follower = new LogFollower(folder, file, (data) => this.#parts.live.publish(topic, key, { cursor: String(data.to), data }));
    const end = this.#parts.clock.every(everyMs, () => this.#turn(follower, key));
    this.#followed.set(key, { follower, end });
    return follower;
  }

  async #turn(follower: LogFollower, key: string): Promise<void> {
    try {
      await follower.advance();
    } catch (error) {
      this.#parts.log.warn('a log cannot be followed', { key, error: String(error) });
    }
  }
}

function split(key: string): string[] {
  const slash = key.indexOf('/');
  return slash < 0 ? [key] : [key.slice(0, slash), key.slice(slash + 1)];
}
