import { lstatSync } from 'node:fs';
import type { Clock } from '../api/clock.js';
import type { Log } from '../api/log.js';
import type { FoundRun, RunLayout } from '../api/watch.js';
import type { LineConfig } from './config.js';
import { Folders } from './folders.js';
import type { Sleepers } from './sleepers.js';
import { FolderWatch } from './watch.js';
import { WatchedPlaces } from './watched-places.js';

/** When each kind of looking is due, in monotonic milliseconds. */
interface Due {
  root: number;
  candidates: number;
  polling: number;
  idle: number;
  pass: number;
}

export interface RootWatchOptions {
  readonly root: string;
  readonly config: LineConfig;
  readonly layout: RunLayout;
  readonly clock: Clock;
  readonly log: Log;
  readonly sleepers: Sleepers;
  found(run: FoundRun): void;
  /** Something happened to a run that is known. */
  stirs(dir: string): void;
  gone(dir: string): void;
}

/** Hints beyond this many are replaced by a look over everything (LIM-51). */
const mostHints = 10_000;
const candidateMs = 50;
const leastIdleMs = 1000;
/** So much of a core, 4 us for a look, the runs that sleep without having ended may cost. */
const idleMsPerRun = 0.5;

/** Knows what lies below the root: by the watch's hints at once, by looking over everything from time to time (DISK-06). */
export class RootWatch {
  readonly #options: RootWatchOptions;
  readonly #folders: Folders;
  readonly #hints = new Set<string>();
  readonly #jobs: Iterator<void>[] = [];
  readonly #due: Due = { root: 0, candidates: 0, polling: 0, idle: 0, pass: 0 };
  readonly #places = new WatchedPlaces((dir) => this.#watch.add(dir));
  #watch: FolderWatch;
  #rootInode: bigint | undefined;
  #passesBegun = 0;
  #passesDone = 0;

  constructor(options: RootWatchOptions) {
    this.#options = options;
    const { root, layout, clock, config } = options;
    this.#folders = new Folders({ root, layout, clock, documentBytes: config.documentBytes }, {
      run: (found) => {
        this.#places.run(found.dir, (dir) => this.#folders.hasRun(dir));
        options.found(found);
      },
      holder: (dir, names) => this.#places.holder(dir, names),
      unreadable: (path, code) => options.log.warn('a folder cannot be read', { path, code }),
    });
    this.#watch = this.#newWatch();
  }

  /** `inotify`, or `polling` with the reason. */
  get description(): string {
    return this.#rootInode === undefined ? 'polling: the root does not exist yet' : this.#watch.description;
  }

  /** Is the root there? While it is not, nothing in it counts as deleted. */
  get hasRoot(): boolean {
    return lstatSync(this.#options.root, { throwIfNoEntry: false })?.isDirectory() === true;
  }

  get isBusy(): boolean {
    return !this.#folders.isIdle || this.#jobs.length > 0 || this.#hints.size > 0;
  }

  /** Looks over everything; the answer is the number of the pass, done when `passesDone` reaches it. */
  pass(): number {
    this.#passesBegun++;
    this.#jobs.push(this.#pass(this.#passesBegun));
    return this.#passesBegun;
  }

  get passesDone(): number {
    return this.#passesDone;
  }

  /** Somebody saw these folders. */
  meet(dirs: readonly string[]): void {
    for (const dir of dirs) this.#folders.meet(dir);
  }

  forget(dir: string): void {
    this.#folders.forgetRun(dir);
  }

  /** One slice of looking. */
  work(isOver: () => boolean): void {
    const now = this.#options.clock.monotonic();
    this.#plan(now);
    this.#takeHints();
    this.#folders.work(isOver);
    while (this.#jobs.length > 0 && !isOver()) {
      if (this.#jobs[0]?.next().done === true) this.#jobs.shift();
      else this.#folders.work(isOver);
    }
    if (this.#folders.isIdle) this.#places.settle();
  }

  async close(): Promise<void> {
    this.#jobs.length = 0;
    await this.#watch.close();
  }

  #newWatch(): FolderWatch {
    const { root, config, log, layout } = this.#options;
    return new FolderWatch({
      root,
      mode: config.watching,
      log,
      isIgnored: (dir) => this.#folders.hasRun(dir) || !layout.descends(dir.split('/')),
      hint: (dir) => this.#hints.add(dir),
    });
  }

  #plan(now: number): void {
    const { config, sleepers } = this.#options;
    if (this.#isDue('root', now, config.pollMs)) this.#lookAtRoot();
    if (this.#rootInode === undefined) return;
    if (this.#isDue('candidates', now, candidateMs)) for (const dir of this.#folders.nextCandidates()) this.#folders.revisit(dir);
    if (this.#watch.isPolling && this.#isDue('polling', now, config.pollMs)) this.#jobs.push(this.#revisit(this.#folders.all));
    if (this.#isDue('idle', now, Math.max(leastIdleMs, idleMsPerRun * sleepers.idleCount))) this.#jobs.push(this.#check(sleepers.dirs('idle')));
    if (this.#isDue('pass', now, 1000 * config.reconcileSeconds) && this.#passesBegun === this.#passesDone) this.pass();
  }

  #isDue(what: keyof Due, now: number, interval: number): boolean {
    if (now < this.#due[what]) return false;
    this.#due[what] = now + interval;
    return true;
  }

  /** A root that appears, or is replaced by another directory, is watched anew. */
  #lookAtRoot(): void {
    const stat = lstatSync(this.#options.root, { bigint: true, throwIfNoEntry: false });
    const inode = stat?.isDirectory() === true ? stat.ino : undefined;
    if (inode === this.#rootInode) return;
    this.#rootInode = inode;
    this.#folders.forgetAll();
    this.#places.clear();
    const old = this.#watch;
    this.#watch = this.#newWatch();
    if (inode !== undefined && this.#passesDone > 0) this.pass();
    old.close().catch((error: unknown) => this.#options.log.warn('the watch of the root did not close', { error: String(error) }));
  }

  #takeHints(): void {
    if (this.#hints.size > mostHints) this.pass();
    else for (const dir of this.#hints) this.#takeHint(dir);
    this.#hints.clear();
  }

  #takeHint(dir: string): void {
    if (!this.#folders.hasRun(dir)) { this.#folders.revisit(dir); return; }
    if (!this.#options.sleepers.has(dir)) { this.#options.stirs(dir); return; }
    this.#checkOne(dir);
  }

  *#pass(number: number): Generator<void> {
    this.#folders.visit('');
    yield* this.#revisit(this.#folders.all);
    yield* this.#check(this.#options.sleepers.dirs('all'));
    while (!this.#folders.isIdle) yield;
    this.#passesDone = number;
  }

  *#revisit(dirs: readonly string[]): Generator<void> {
    for (const dir of dirs) {
      this.#folders.revisit(dir);
      yield;
    }
  }

  *#check(dirs: readonly string[]): Generator<void> {
    for (const dir of dirs) {
      this.#checkOne(dir);
      yield;
    }
  }

  #checkOne(dir: string): void {
    const state = this.#options.sleepers.state(dir);
    if (state === 'stirs') this.#options.stirs(dir);
    if (state === 'gone') this.#options.gone(dir);
  }
}
