import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../daemon/api/clock.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { LineStatus } from '../../daemon/api/line.js';
import { Bytes, type Route } from '../../daemon/api/route.js';
import type { Topic } from '../../daemon/api/topic.js';
import { httpConfig } from '../../daemon/http/http-config.js';
import type { HttpPlugin, HttpServer } from '../../daemon/http/http-options.js';
import { SignedMedia } from '../../daemon/http/signed-media.js';
import { startHttp } from '../../daemon/http/start-http.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { ListedGauges } from '../../daemon/kernel/gauges.js';
import { PartsHealth } from '../../daemon/kernel/health.js';
import type { LiveLimits } from '../../daemon/live/live-limits.js';
import type { MountedSocket } from '../../daemon/live/socket-paths.js';
import { LiveHub } from '../../daemon/live/live-hub.js';
import { WorkerJsonReader } from '../../daemon/workers/worker-json-reader.js';
import { WorkerPool } from '../../daemon/workers/worker-pool.js';
import { columnsType, encodeColumns } from '../../schemas/columns.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { tempFolder } from '../support/temp-folder.js';

const line: LineStatus = { state: 'live', runs: 2, activeFiles: 1, linesRead: 10, pointsRead: 20, rejects: 0, bytesRead: 0, pendingBytes: 0, watching: 'inotify', heldBytes: 0, lastCommitAt: null };

const thing = z.strictObject({
  name: z.string().min(1).max(200).refine((text) => !/[\p{Cs}\p{Cc}]/u.test(text), 'holds characters that no name may hold'),
  count: z.number().int().optional(),
  at: z.number().min(0).max(253_402_300_799).optional(),
  tags: z.array(z.string()).optional(),
  free: z.record(z.string(), z.unknown()).optional(),
});

/** Routes that show what the room does with requests, answers and errors. */
export function sampleRoutes(): Route[] {
  return [
    { method: 'GET', path: '/things', summary: 'Lists things', right: 'read', query: z.strictObject({ limit: z.coerce.number().int().min(1).max(1000).default(100), tag: z.union([z.string(), z.array(z.string())]).optional(), sort: z.enum(['name', '-name']).optional() }), answer: z.object({ limit: z.number() }), handle: async ({ query }) => query },
    { method: 'POST', path: '/things', summary: 'Keeps a thing', right: 'write', body: thing, answer: thing, status: 201, handle: async ({ body }) => body },
    { method: 'GET', path: '/things/:id', summary: 'One thing', right: 'read', params: z.strictObject({ id: z.string() }), handle: async ({ params }) => found(params) },
    { method: 'DELETE', path: '/things/:id', summary: 'Forgets a thing', right: 'write', handle: async () => undefined },
    { method: 'POST', path: '/run', summary: 'Runs a command', right: 'exec', handle: async () => ({}) },
    { method: 'GET', path: '/bug', summary: 'Fails by a bug', right: 'read', handle: async () => { throw new TypeError('secret /etc/passwd detail'); } },
    { method: 'GET', path: '/never', summary: 'Never answers', right: 'read', handle: () => new Promise(() => undefined) },
    { method: 'GET', path: '/columns', summary: 'Numbers', right: 'read', offers: [columnsType], handle: async (asked) => { asked.timed('work', 1.5); return asked.accepts === columnsType ? new Bytes(columnsType, encodeColumns({ meta: {}, columns: [new Float64Array(1000)] })) : { values: 1000 }; } },
  ];
}

function found(params: unknown): unknown {
  const { id } = z.object({ id: z.string() }).parse(params);
  if (id === 'known') return { id };
  throw new RunkeepError('not-found', 'no-thing', `There is no thing ${JSON.stringify(id)}.`, 'GET /api/sample/things lists them.');
}

export interface ServedOptions {
  readonly root?: string;
  readonly config?: z.input<typeof httpConfig>;
  readonly clock?: Clock;
  readonly topics?: readonly Topic[];
  readonly sockets?: readonly MountedSocket[];
  readonly limits?: Partial<LiveLimits>;
  readonly plugins?: readonly HttpPlugin[];
}

/** A running HTTP face with its live hub, in this process, over a fresh root. */
export interface Served {
  readonly http: HttpServer;
  readonly hub: LiveHub;
  readonly media: SignedMedia;
  readonly health: PartsHealth;
  readonly root: string;
  readonly token: string;
  /** The value of the Host header that is ours. */
  readonly host: string;
  close(): Promise<void>;
}

/** Starts the HTTP face with the sample routes and a small viewer; it ends with the scene. */
export async function serve(scene: Scene, options: ServedOptions = {}): Promise<Served> {
  const path = options.root ?? tempFolder(scene);
  const keep = join(path, '.runkeep');
  mkdirSync(keep, { recursive: true, mode: 0o700 });
  const clock = options.clock ?? systemClock;
  const hub = new LiveHub({ clock, log: quietLog, ...(options.limits === undefined ? {} : { limits: options.limits }) });
  hub.start(options.topics ?? [], options.sockets ?? []);
  const pool = new WorkerPool();
  const media = new SignedMedia(clock);
  const health = new PartsHealth();
  const http = await startHttp({
    gauges: new ListedGauges(),
    root: { path, keep, database: join(path, 'runkeep.db') },
    clock,
    log: quietLog,
    health,
    config: httpConfig.parse({ port: 0, ...options.config }),
    version: '0.0.0-test',
    plugins: options.plugins ?? [{ id: 'sample', routes: sampleRoutes(), commands: [{ name: 'things', summary: 'lists things', method: 'GET', path: '/things' }], panels: [{ id: 'one', title: 'One', module: 'panel.js' }] }],
    live: hub,
    reader: new WorkerJsonReader(pool),
    media,
    viewer: viewerFolder(scene),
    line: async () => line,
  });
  let isClosed = false;
  const close = async (): Promise<void> => {
    if (isClosed) return;
    isClosed = true;
    await http.close();
    await hub.close();
    await pool.close();
  };
  atEnd(scene, close);
  return { http, hub, media, health, root: path, token: readToken(path), host: `127.0.0.1:${http.port}`, close };
}

/** The token as clients read it. */
export function readToken(root: string): string {
  return readFileSync(join(root, '.runkeep', 'token'), 'utf8').trim();
}

export const pageText = '<!doctype html><title>Runkeep</title><script type="module" src="/assets/app-abc123.js"></script>';

function viewerFolder(scene: Scene): string {
  const folder = tempFolder(scene);
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), pageText);
  writeFileSync(join(folder, 'assets', 'app-abc123.js'), 'export {};');
  return folder;
}
