import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atEnd, type Scene } from './at-end.js';
import { Child, type End } from './child.js';
import { LiveSocket } from './live-socket.js';
import { tempFolder } from './temp-folder.js';
import { until } from './until.js';

const firstLine = z.union([
  z.object({ ready: z.literal(true), url: z.string(), pid: z.number(), root: z.string(), keep: z.string() }),
  z.object({ ready: z.literal(false), code: z.string(), title: z.string(), hint: z.string() }),
]);
const lineState = z.object({ line: z.object({ state: z.string() }) });

export interface DaemonOptions {
  readonly root?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Longest time until it listens. */
  readonly readyMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** The daemon could not start: what it said, and its exit code. */
export class StartRefused extends Error {
  readonly told: { readonly code: string; readonly title: string; readonly hint: string } | undefined;
  readonly end: End;

  constructor(told: StartRefused['told'], end: End, stderr: string) {
    super(`the daemon did not start: ${told?.title ?? JSON.stringify(end)}\n${stderr.slice(-4000)}`);
    this.told = told;
    this.end = end;
  }
}

/** The real daemon as a process, spoken to as its own user would. */
export class TestDaemon {
  readonly url: string;
  readonly root: string;
  readonly keep: string;
  readonly child: Child;

  constructor(child: Child, url: string, root: string, keep: string) {
    this.child = child;
    this.url = url;
    this.root = root;
    this.keep = keep;
  }

  get pid(): number {
    return this.child.pid;
  }

  get token(): string {
    return readFileSync(join(this.keep, 'token'), 'utf8').trim();
  }

  async request(method: string, path: string, body?: unknown): Promise<Answer> {
    const headers = { Authorization: `Bearer ${this.token}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) };
    const response = await fetch(new URL(path, this.url), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, headers: response.headers, body: isJson ? await response.json() : new Uint8Array(await response.arrayBuffer()) };
  }

  get(path: string): Promise<Answer> {
    return this.request('GET', path);
  }

  post(path: string, body: unknown = {}): Promise<Answer> {
    return this.request('POST', path, body);
  }

  patch(path: string, body: unknown): Promise<Answer> {
    return this.request('PATCH', path, body);
  }

  /** The good answer of a GET in the shape that `schema` promises. */
  async json<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    const { status, body } = await this.get(path);
    if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${JSON.stringify(body)}`);
    return schema.parse(body);
  }

  liveSocket(): Promise<LiveSocket> {
    return LiveSocket.open(this.url, this.token);
  }

  /** Resolves once all that lay under the root at the start is taken in; rejects when the daemon dies before. */
  async live(timeoutMs = 30_000): Promise<void> {
    const isLive = await until('the line is live', async () => (this.child.isAlive ? (await this.json(lineState, '/api/status')).line.state === 'live' && 'live' : 'dead'), timeoutMs);
    if (isLive === 'dead') throw new Error('the daemon died before its line was live');
  }

  /** Ends it as a user would; the answer is the exit code. */
  async stop(): Promise<End> {
    this.child.signal('SIGTERM');
    const deadline = setTimeout(() => this.child.signal('SIGKILL'), 15_000);
    const end = await this.child.ended;
    clearTimeout(deadline);
    return end;
  }

  async kill9(): Promise<void> {
    this.child.signal('SIGKILL');
    await this.child.ended;
  }
}

/** Starts the real daemon on a free port; it ends with the scene. Rejects with `StartRefused` when it does not come up. */
export async function startDaemon(scene: Scene, options: DaemonOptions = {}): Promise<TestDaemon> {
  const child = spawnDaemon(options.root ?? tempFolder(scene), options);
  atEnd(scene, async () => {
    child.signal('SIGKILL');
    await child.ended;
  });
  return readyDaemon(child, options.readyMs);
}

/** A composition root: of the bundle that users start under a command that builds it (`startBundles`), else as the compiler left it. */
function entryOf(name: string): string {
  return fileURLToPath(new URL(`../../${process.env['TEST_DAEMON'] ?? 'daemon'}/${name}.js`, import.meta.url));
}

/** From now on daemons of this process and of its children are the bundle. */
export function startBundles(): void {
  process.env['TEST_DAEMON'] = 'bundle';
}

// Tests ask faster than people and programs do.
const unhurried = ['--set', 'http.limits.requestsPerSecond=100000', '--set', 'http.limits.changesPerSecond=100000'];

/** The process alone, for tests that do not wait for it. */
export function spawnDaemon(root: string, { args = [], env = {} }: DaemonOptions = {}): Child {
  return new Child(process.execPath, [entryOf('main'), '--root', root, '--port', '0', ...unhurried, ...args], { ...bareEnvironment(), ...env });
}

/** Waits for the line that a daemon prints when it listens. */
export async function readyDaemon(child: Child, readyMs = 30_000): Promise<TestDaemon> {
  const first = await until('the daemon said whether it is ready', () => (child.stdout.includes('\n') || !child.isAlive ? child.stdout.split('\n')[0] : undefined), readyMs);
  const told = first === '' ? undefined : firstLine.parse(JSON.parse(first));
  if (told?.ready === true) return new TestDaemon(child, told.url, told.root, told.keep);
  throw new StartRefused(told, await child.ended, child.stderr);
}

/** The environment without what would change a daemon or a CLI behind the test's back. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('RUNKEEP_') && name !== 'RUNICORN_DIR' && !name.startsWith('NODE_TEST'));
  return Object.fromEntries(kept);
}
