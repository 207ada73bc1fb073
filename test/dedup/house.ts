import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Clock } from '../../daemon/api/clock.js';
import { Database } from '../../daemon/api/database.js';
import { DatabaseCopies } from '../../daemon/api/database-copies.js';
import { Gauges } from '../../daemon/api/gauges.js';
import { Hasher, type CopyOptions, type CopyOrder, type HashOptions } from '../../daemon/api/hasher.js';
import { Health } from '../../daemon/api/health.js';
import { Intents } from '../../daemon/api/intent.js';
import { Line } from '../../daemon/api/line.js';
import { Log } from '../../daemon/api/log.js';
import { Root } from '../../daemon/api/root.js';
import type { Asked, Conditions, Method, Parts } from '../../daemon/api/route.js';
import type { Token } from '../../daemon/api/token.js';
import { Live, type Frame } from '../../daemon/api/topic.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { ListedGauges } from '../../daemon/kernel/gauges.js';
import { PartsHealth } from '../../daemon/kernel/health.js';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { ContainerScope } from '../../daemon/kernel/scope.js';
import { IntentJournal } from '../../daemon/store/intent.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { ThreadedCopies } from '../../daemon/store/threaded-copies.js';
import type { SqlDatabase } from '../../daemon/store/sql-database.js';
import { PooledHasher } from '../../daemon/workers/pooled-hasher.js';
import { dedupConfig, type DedupConfig } from '../../plugins/dedup/config.js';
import { FilePool } from '../../plugins/dedup/pool/file-pool.js';
import { realFiles, type PoolFiles } from '../../plugins/dedup/pool/pool-files.js';
import { dedup } from '../../plugins/dedup/plugin.js';
import { runLayout } from '../../plugins/experiments/run-layout.js';
import { ArtifactStore, type AdoptionReport } from '../../schemas/contracts/artifact-store.js';
import { ExperimentCatalog } from '../../schemas/contracts/experiment-catalog.js';
import { RunLayout } from '../../schemas/contracts/run-layout.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { RunicornArtifacts } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';

interface Request {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly conditions?: Partial<Conditions>;
}

/** Hashes for real, and counts what it was asked. */
export class CountingHasher extends PooledHasher {
  hashed = 0;
  /** These answer instead of the disk, as long as they are set. */
  hashes: Hasher['hash'] | undefined;
  copies: Hasher['copy'] | undefined;

  override hash(paths: readonly string[], options: HashOptions): ReturnType<Hasher['hash']> {
    this.hashed += paths.length;
    return this.hashes?.(paths, options) ?? super.hash(paths, options);
  }

  override copyAll(orders: readonly CopyOrder[], options: CopyOptions): ReturnType<Hasher['copyAll']> {
    const { copies } = this;
    return copies === undefined ? super.copyAll(orders, options) : Promise.all(orders.map((order) => copies({ ...order, ...options })));
  }
}

export interface HouseOptions {
  /** A folder that outlives the house; a fresh one otherwise. */
  readonly root?: string;
  readonly clock?: Clock;
  readonly config?: Partial<DedupConfig>;
  readonly intents?: IntentJournal;
}

/** The plugin over a real root, a real database and real threads; runs are played. */
export class House {
  readonly root: Root;
  readonly database: SqlDatabase;
  readonly hasher = new CountingHasher();
  readonly health = new PartsHealth();
  readonly intents: IntentJournal;
  /** How often the line was asked to look over the root. */
  readonly line = { scans: 0, scan: async (): Promise<number> => this.line.scans++ };
  readonly scope = ContainerScope.root('the test');
  readonly runicorn: RunicornArtifacts;
  /** `assets.json` of each run, by its id. */
  readonly assets = new Map<string, unknown>();
  /** What the topics were told. */
  readonly told: Frame[] = [];

  readonly #config: DedupConfig;

  constructor(root: Root, database: SqlDatabase, { clock = systemClock, config = {}, intents = new IntentJournal(database, join(root.keep, 'staging'), systemClock, quietLog) }: HouseOptions = {}) {
    this.#config = dedupConfig.parse({ adoptMiBPerSecond: 1000, uploadsAtOnce: 2, archives: { entries: 25_000 }, ...config });
    this.root = root;
    this.database = database;
    this.intents = new IntentJournal(database, join(root.keep, 'staging'), systemClock, quietLog);
    this.runicorn = new RunicornArtifacts(root.path);
    this.intents = intents;
    const catalog = { list: async () => ({ experiments: [...this.assets.keys()].map((id) => ({ id, run_dir: id })), next: null }), documents: async () => this.assets, byIds: async (ids: readonly string[]) => ids.filter((id) => this.assets.has(id) || existsSync(join(root.path, id))).map((id) => ({ id, run_id: `run-${id}`, run_dir: id, status: 'finished' })) };
    const given: (readonly [Token<unknown>, unknown])[] = [[Clock, clock], [Database, database], [DatabaseCopies, new ThreadedCopies(database.path)], [ExperimentCatalog, catalog], [Hasher, this.hasher], [Gauges, new ListedGauges()], [Health, this.health], [Intents, this.intents], [Line, this.line], [Live, { publish: (_topic: string, _key: string, frame: Frame) => this.told.push(frame) }], [Log, quietLog], [Root, root], [RunLayout, runLayout]];
    for (const [token, service] of given) this.scope.provide(token, () => service);
    dedup.services?.(this.scope, this.#config);
  }

  get store(): ArtifactStore {
    return this.scope.get(ArtifactStore);
  }

  /** What the plugin does when the daemon starts. */
  async start(): Promise<void> {
    await dedup.start?.(this.scope, this.#config);
  }

  adopt(): Promise<AdoptionReport> {
    return this.store.adopt(() => undefined, new AbortController().signal);
  }

  /** A pool whose file calls are `files` where they are given. */
  pool(files: Partial<PoolFiles> = {}): FilePool {
    return new FilePool({ root: this.root, database: this.database, hasher: this.hasher, health: this.health, clock: systemClock, files: { ...realFiles, ...files } });
  }

  /** Calls a route with parsed input, as the http room does. */
  async call<Answer>(method: Method, path: string, { params = {}, query = {}, body = {}, conditions = {} }: Request = {}): Promise<Answer> {
    const route = dedup.routes?.(this.scope, this.#config).find((one) => one.method === method && one.path === path);
    if (!route) throw new Error(`no route ${method} ${path}`);
    const asked: Asked<unknown, unknown, unknown> = {
      params: route.params?.parse(params), query: route.query?.parse(query), body: route.body?.parse(body),
      accepts: 'application/json',
      conditions: { range: undefined, ifRange: undefined, ifNoneMatch: undefined, ...conditions },
      signal: new AbortController().signal,
      timed: () => undefined,
    };
    return (await route.handle(asked)) as Answer;
  }

  /** A file of a version as a client gets it. */
  async file(type: string, name: string, version: string, path: string, conditions: Partial<Conditions> = {}): Promise<{ readonly status: number | undefined; readonly headers: Parts['headers']; readonly bytes: Buffer }> {
    const parts = await this.call<Parts>('GET', '/artifacts/:type/:name/:version/file', { params: { type, name, version }, query: { path }, conditions });
    const pieces: Uint8Array[] = [];
    for await (const piece of parts.open(new AbortController().signal)) pieces.push(piece);
    return { status: parts.status, headers: parts.headers, bytes: Buffer.concat(pieces) };
  }
}

/** The plugin over a fresh root, or that of the options; it ends with the scene. */
export async function openHouse(t: Scene, options: HouseOptions = {}): Promise<House> {
  const root = openRoot(options.root ?? tempFolder(t));
  const database = await openDatabase(root, quietLog, systemClock);
  atEnd(t, () => database.close());
  await database.migrate(dedup.id, dedup.migrations ?? []);
  const house = new House(root, database, options);
  atEnd(t, () => house.hasher.close());
  atEnd(t, () => house.scope.close());
  return house;
}
