/** The composition root: config -> root -> plugins -> listen -> wait -> close. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plugins } from '../plugins/index.js';
import { Checks, Clock, Database, DatabaseCopies, DerivedMetrics, ForeignDatabases, Gauges, Hasher, Health, Intents, Line, Live, Log, MediaDoor, Metrics, Root, SqlQueries, Surveys, Upkeep } from './api/index.js';
import { httpConfig, SignedMedia, startHttp } from './http/index.js';
import { lineConfig, startLine } from './ingest/index.js';
import { configRoute, configSchemas, ContainerScope, inOrder, lend, Lifetime, ListedGauges, loadConfig, loadExternal, logConfig, openLog, openRoot, parseOptions, PartsHealth, PluginHost, pluginNames, RootLock, sayFailed, sayReady, systemClock, version } from './kernel/index.js';
import { LiveHub } from './live/live-hub.js';
import { DatabaseChecks, holdGuard, IntentJournal, isNetworkFolder, openDatabase, SqlMetrics, startCheckpoints, ThreadedCopies } from './store/index.js';
import { PooledDerived, PooledHasher, PooledSurveys, SqlProcesses, WorkerJsonReader, WorkerPool } from './workers/index.js';

/** What the daemon itself gives to plugins. */
const given = [Checks, Clock, Database, DatabaseCopies, DerivedMetrics, ForeignDatabases, Gauges, Hasher, Health, Intents, Line, Live, Log, MediaDoor, Metrics, Root, SqlQueries, Surveys, Upkeep];
const viewer = fileURLToPath(new URL('../viewer', import.meta.url));
const entry = (name: string): URL => new URL(`./${name}.js`, import.meta.url);

async function open(house: ContainerScope): Promise<void> {
  const options = parseOptions(process.argv.slice(2), process.env);
  const sources = { file: options.config, env: process.env, sets: options.sets };
  const ordered = inOrder([...plugins, ...(await loadExternal(pluginNames(sources), options.config.path))], given);
  const config = loadConfig(sources, new Map([['http', httpConfig], ['line', lineConfig], ['log', logConfig], ...configSchemas(ordered)]));
  const root = openRoot(options.root, options);
  const { log, close } = openLog(config.section('log', logConfig), join(root.keep, 'logs'));
  house.defer(close);
  const lifetime = new Lifetime(house, log);
  lifetime.watch();
  const lock = RootLock.take(root, { hold: holdGuard, isNetwork: isNetworkFolder(root.path), takeOver: options.takeOver, log });
  house.defer(() => lock.release());
  const database = house.keep(await openDatabase(root, log, systemClock));
  const host = new PluginHost(ordered, house, ({ id, config: schema }) => (schema === undefined ? undefined : config.section(id, schema)), log);
  await host.migrate((ledger, migrations) => database.migrate(ledger, migrations));
  const watches = ordered.flatMap((plugin) => plugin.watches ?? []).map(({ module }) => module);
  const line = house.keep(startLine({ entry: entry('line'), data: { root: root.path, database: database.path, config: config.section('line', lineConfig), watches }, log, crashed: (failure) => lifetime.bug(failure) }));
  const hub = house.keep(new LiveHub({ clock: systemClock, log }));
  const pool = house.keep(new WorkerPool());
  const derived = house.keep(new PooledDerived({ entry: entry('reader'), database: database.path, unsealed: line, log }));
  const surveys = house.keep(new PooledSurveys({ entry: entry('survey'), root, bounds: config.section('line', lineConfig) }));
  const queries = house.keep(new SqlProcesses(fileURLToPath(entry('sql')), database.path));
  const [health, gauges] = [new PartsHealth(), new ListedGauges()];
  const checks = new DatabaseChecks({ entry: entry('fsck'), root, database: database.path, clock: systemClock, log, health });
  house.defer(checks.start());
  if (database.aside !== undefined) health.report('database', { ok: true, code: 'begun-anew', message: `the database was damaged; it is kept as ${database.aside}` });
  database.onDamage((words) => health.report('database', { ok: false, code: 'database-damaged', message: `the database is damaged (${words}); start again, it is then kept and begun anew` }));
  const media = new SignedMedia(systemClock);
  const intents = new IntentJournal(database, join(root.keep, 'staging'), systemClock, log);
  lend(house, [
    [Checks, checks], [Clock, systemClock], [Database, database], [DatabaseCopies, new ThreadedCopies(database.path)], [DerivedMetrics, derived], [ForeignDatabases, surveys], [Gauges, gauges], [Hasher, house.keep(new PooledHasher())], [Health, health], [Intents, intents], [Line, line], [Live, hub],
    [Log, log], [MediaDoor, media], [Metrics, new SqlMetrics(database.sql, line, log)], [Root, root], [SqlQueries, queries], [Surveys, surveys], [Upkeep, line],
  ]);
  host.services();
  const { routes, topics, sockets } = host.contribute();
  hub.start(topics, sockets);
  await intents.recover();
  await host.start(systemClock);
  const faces = ordered.map(({ id, base, commands = [], panels = [] }) => ({ id, base, commands, panels, routes: routes.get(id) ?? [] }));
  const http = house.keep(await startHttp({
    root, log, health, gauges, media, viewer, version,
    clock: systemClock,
    config: config.section('http', httpConfig),
    plugins: [...faces, { id: 'config', routes: [configRoute(config, { root: root.path, file: options.config.path })], commands: [], panels: [] }],
    live: hub,
    reader: new WorkerJsonReader(pool),
    line: () => line.status(),
  }));
  house.keep(startCheckpoints({ entry: entry('checkpoint'), database: database.path, log }));
  lock.announce(http.url);
  house.defer(lifetime.endWhen(() => lock.replaced(), systemClock));
  sayReady(http.url, root);
}

process.umask(0o077);
const house = ContainerScope.root('the daemon');
try {
  await open(house);
} catch (failure) {
  process.exitCode = sayFailed(failure);
  await house.close();
  process.exit();
}
