import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { DerivedMetrics } from '../../daemon/api/derived-metrics.js';
import { Intents } from '../../daemon/api/intent.js';
import { Line } from '../../daemon/api/line.js';
import { Log } from '../../daemon/api/log.js';
import { MediaDoor } from '../../daemon/api/media.js';
import { Metrics } from '../../daemon/api/metrics.js';
import { Root } from '../../daemon/api/root.js';
import { Bytes, type Asked, type Method } from '../../daemon/api/route.js';
import { Upkeep } from '../../daemon/api/upkeep.js';
import { Live, type Topic } from '../../daemon/api/topic.js';
import type { FoundRun, Projection } from '../../daemon/api/watch.js';
import { RunDocuments } from '../../daemon/ingest/documents.js';
import { EventParser } from '../../daemon/ingest/parse.js';
import { ContainerScope } from '../../daemon/kernel/scope.js';
import { IntentJournal } from '../../daemon/store/intent.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { openLineStore, type LineStore } from '../../daemon/store/open-line-store.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { SqlMetrics } from '../../daemon/store/sql-metrics.js';
import { PooledDerived } from '../../daemon/workers/pooled-derived.js';
import { experiments } from '../../plugins/experiments/plugin.js';
import { watch } from '../../plugins/experiments/watch.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { ManualClock } from '../support/manual-clock.js';
import { quietLog } from '../support/quiet-log.js';
import { RunDirectory } from '../support/run-directory.js';
import { tempFolder } from '../support/temp-folder.js';
import { RecordingLive } from './recording-live.js';
import { StandInLine } from './stand-in-line.js';

interface Request {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly accepts?: string;
}

/** The plugin over a real database and real run directories; the line is played by `take`, in this thread. */
export class House {
  readonly root: string;
  readonly clock = new ManualClock();
  readonly live = new RecordingLive();
  readonly line: StandInLine;
  readonly database: SqlDatabase;
  readonly scope = ContainerScope.root('the test');
  readonly #derived: PooledDerived;
  readonly #store: LineStore;
  readonly #projection: Projection;

  constructor(root: string, database: SqlDatabase) {
    this.root = root;
    this.database = database;
    this.#store = openLineStore(database.path);
    this.line = new StandInLine();
    this.#derived = new PooledDerived({ entry: new URL('../../daemon/reader.js', import.meta.url), database: database.path, unsealed: { of: async (id) => this.#store.writer.unsealed(id) }, log: quietLog });
    this.#projection = watch.open({ sql: this.#store.sql, now: () => this.clock.now() });
    this.#provide();
  }

  get projection(): Projection {
    return this.#projection;
  }

  get metrics(): SqlMetrics {
    return new SqlMetrics(this.database.sql, { of: async (id) => this.#store.writer.unsealed(id) }, quietLog);
  }

  topic(name: string): Topic {
    const topic = experiments.topics?.(this.scope, { sql: true }).find((one) => one.name === name);
    if (!topic) throw new Error(`no topic ${name}`);
    return topic;
  }

  /** Calls a route with parsed input, as the http room does. */
  async call<Answer>(method: Method, path: string, request: Request = {}): Promise<Answer> {
    const route = experiments.routes?.(this.scope, { sql: true }).find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`no route ${method} ${path}`);
    const asked: Asked<unknown, unknown, unknown> = {
      params: route.params?.parse(request.params ?? {}),
      query: route.query?.parse(request.query ?? {}),
      body: route.body?.parse(request.body ?? {}),
      accepts: request.accepts ?? 'application/json',
      signal: new AbortController().signal,
      timed: () => undefined,
    };
    const answer = await route.handle(asked);
    return (answer instanceof Bytes && answer.type.startsWith('application/json') ? JSON.parse(Buffer.from(answer.bytes).toString()) : answer) as Answer;
  }

  run(dir: string, meta?: Readonly<Record<string, unknown>>): RunDirectory {
    return new RunDirectory(this.root, dir, meta);
  }

  /** Takes a run directory in as it is now; gives the id. */
  take(dir: string): string {
    const folder = join(this.root, dir);
    const documents = new RunDocuments(folder, { names: watch.layout.documents, mostBytes: 1 << 22, settleMs: 0, clock: this.clock });
    const names = new Set(readdirSync(folder));
    documents.look(names);
    const run = watch.layout.recognise(dir.split('/'), names, documents.all.get('meta.json')?.value);
    if (!run) throw new Error(`${dir} is no run`);
    this.#projection.documents(run, documents.all);
    this.#takeEvents(run, folder);
    this.#store.writer.commit();
    this.line.commit([run.experimentId]);
    return run.experimentId;
  }

  /** Commits what the test told the projection itself. */
  commit(): void {
    this.#store.writer.commit();
  }

  async close(): Promise<void> {
    await this.scope.close();
    await this.#derived.close();
    this.#store.close();
    await this.database.close();
  }

  #takeEvents(run: FoundRun, folder: string): void {
    const bytes = readOrEmpty(join(folder, 'events.jsonl'));
    const end = bytes.lastIndexOf(0x0a) + 1;
    const { writer } = this.#store;
    const stream = writer.open(run.experimentId, 'events.jsonl');
    const held = writer.unsealed(run.experimentId)[0]?.counts.offset ?? stream.cursor.offset;
    if (end <= held) return;
    const block = new EventParser().parse(bytes, held, end, held);
    writer.append(stream, block, '1', '1', () => '');
    this.#projection.events(run, 'events.jsonl', stream.cursor.generation, block.others);
    this.#projection.totals(run, writer.changed(run.experimentId), block.rows === 0 ? null : Math.max(...block.ts.subarray(0, block.rows)));
    this.#projection.rejected?.(run, block.rejects.length);
  }

  #provide(): void {
    const keep = join(this.root, '.runkeep');
    mkdirSync(join(keep, 'staging'), { recursive: true });
    const journal = new IntentJournal(this.database, join(keep, 'staging'), this.clock, quietLog);
    this.scope.provide(Clock, () => this.clock);
    this.scope.provide(Database, () => this.database);
    this.scope.provide(DerivedMetrics, () => this.#derived);
    this.scope.provide(Intents, () => journal);
    this.scope.provide(Line, () => this.line);
    this.scope.provide(Upkeep, () => this.line);
    this.scope.provide(Live, () => this.live);
    this.scope.provide(Log, () => quietLog);
    this.scope.provide(MediaDoor, () => ({ link: (folder, name) => `/media/${folder.slice(this.root.length + 1)}/${name}` }));
    this.scope.provide(Metrics, () => this.metrics);
    this.scope.provide(Root, () => ({ path: this.root, keep, database: this.database.path }));
  }
}

function readOrEmpty(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

/** Opens the plugin over a fresh root, or over one that a test made. */
export async function openedHouse(t: Scene, root = tempFolder(t)): Promise<House> {
  mkdirSync(root, { recursive: true });
  const database = await openDatabase({ database: join(root, 'runkeep.db') }, quietLog, new ManualClock());
  await database.migrate('experiments', experiments.migrations ?? []);
  const house = new House(root, database);
  let isOpen = true;
  const close = house.close.bind(house);
  house.close = async () => {
    if (isOpen) await close();
    isOpen = false;
  };
  atEnd(t, () => house.close());
  experiments.services?.(house.scope, { sql: true });
  await experiments.start?.(house.scope, { sql: true });
  return house;
}
