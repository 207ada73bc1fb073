import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import type { LineStatus } from '../api/line.js';
import type { DatabasePromise } from '../api/upkeep.js';
import type { UnsealedStream } from '../api/metrics.js';
import type { FoundRun, WatchModule } from '../api/watch.js';
import { KnownRuns } from './known-runs.js';
import { LineCounts } from './line-counts.js';
import type { SpaceLeft } from './messages.js';
import { isPassing } from './line-failure.js';
import { LineSession, type SessionHouse } from './line-session.js';
import { ParserKit } from './parse.js';
import { RootWatch } from './root-watch.js';
import type { LineOptions } from './line-options.js';
import { Sleepers } from './sleepers.js';
import type { Sweep } from './sweep.js';
import { type Awaited, Waiters } from './waiters.js';

/** Whatever else a turn must do, looking for runs and reading what lies behind get at least this time of it. */
const leastSliceMs = 2;
/** Between two turns when nothing is read. */
const restMs = 100;
/** The thread hears questions in between. Where 1,000 runs grow, twice as long: half the turns, each with a message that wakes the main thread. */
const leastPauseMs = 4;
const pauseMsPerRun = 0.008;
const mostLeastPauseMs = 8;

/** The straight line: turns of bounded work, each ended by one commit. Between two turns everything read is consistent. */
export class IngestLine {
  readonly #options: LineOptions;
  readonly #watch: WatchModule;
  readonly #rootWatch: RootWatch;
  readonly #sleepers: Sleepers;
  /** One for all sessions: its memory is large, and what it learnt of names holds in each. */
  readonly #parsers: ParserKit;
  readonly #runs = new KnownRuns();
  readonly #heard = new Set<string>();
  #held: ReadonlySet<string> = new Set();
  readonly #waiters = new Waiters();
  readonly #counts = new LineCounts();
  #session: LineSession | undefined;
  #state: LineStatus['state'] = 'starting';
  #lastCommitAt: number | null = null;
  /** Those that projections know, as far as it was looked whether they are still there. */
  #known: Iterator<FoundRun, undefined> | undefined;
  #isKnownChecked = false;
  #cancel: () => void = () => undefined;

  constructor(options: LineOptions, watch: WatchModule) {
    this.#options = options;
    this.#watch = watch;
    const { root, config, clock, log } = options;
    this.#sleepers = new Sleepers(root);
    const { lineBytes, eventKeys: keys, eventDepth: depth, keyBytes, valueBytes } = config;
    this.#parsers = new ParserKit({ lineBytes, keys, depth, keyBytes, valueBytes });
    this.#rootWatch = new RootWatch({
      root, config, clock, log,
      layout: watch.layout,
      sleepers: this.#sleepers,
      found: (run) => this.#found(run),
      stirs: (dir) => this.#stirs(dir),
      gone: (dir) => this.#gone(dir),
    });
  }

  start(): void {
    this.#state = 'scanning';
    this.#rootWatch.pass();
    this.#turn();
  }

  listen(experimentId: string, on: boolean): void {
    if (on) this.#heard.add(experimentId);
    else this.#heard.delete(experimentId);
  }

  unsealed(experimentId: string): UnsealedStream[] {
    return this.#attempt(() => this.#session?.unsealed(experimentId)) ?? [];
  }

  /** Looks over the whole root; resolves when all that lies there is taken in. */
  scan(): Promise<void> {
    this.#session?.sweep.hurry();
    return this.#caughtUp(this.#rootWatch.pass());
  }

  /** Forgets what was taken in of these runs, of all when absent, and reads their files anew. */
  rebuild(experimentIds?: readonly string[]): Promise<void> {
    const ids = experimentIds ?? this.#runs.ids;
    this.#attempt(() => {
      for (const id of ids) this.#rebuildOne(this.#runs.of(id));
    });
    return this.#caughtUp(this.#rootWatch.passesDone);
  }

  /** What deleting these experiments would give back; done in a turn of its own and taken back. */
  promised(experimentIds: readonly string[]): DatabasePromise {
    const runs = experimentIds.flatMap((id) => this.#runs.of(id) ?? []);
    return this.#attempt(() => this.#session?.promised(runs)) ?? { bytes: 0, shrinks: false };
  }

  /** Directories of these may go without a word until `purge`, so that all their rows go in one transaction, as was promised. */
  hold(experimentIds: readonly string[]): void {
    this.#held = new Set(experimentIds);
  }

  /** Deletes all rows of experiments whose directories were taken away. */
  purge(experimentIds: readonly string[]): void {
    this.#held = new Set();
    this.#attempt(() => {
      for (const id of experimentIds) this.#purgeOne(id, this.#runs.of(id));
      this.#session?.endTurn('all');
    });
  }

  /** Gives a slice of the database's free pages back. */
  reclaim(): SpaceLeft {
    const end = this.#options.clock.monotonic() + this.#options.config.turnMs / 2;
    return this.#attempt(() => this.#session?.reclaim(() => this.#options.clock.monotonic() >= end)) ?? { bytes: 0, freePages: 0 };
  }

  /** Deletes what belongs to nothing. */
  sweep(): number {
    return this.#attempt(() => this.#session?.sweepOrphans()) ?? 0;
  }

  truncateLog(): boolean {
    return this.#attempt(() => this.#session?.truncateLog()) ?? true;
  }

  status(): LineStatus {
    const followers = this.#session?.sweep.followers ?? [];
    return {
      state: this.#state,
      runs: this.#runs.size,
      activeFiles: followers.reduce((sum, { files }) => sum + files.length, 0),
      linesRead: this.#counts.lines,
      pointsRead: this.#counts.points,
      rejects: this.#counts.rejects,
      bytesRead: this.#counts.bytes,
      pendingBytes: followers.reduce((sum, { unread }) => sum + unread, 0),
      watching: this.#rootWatch.description,
      heldBytes: this.#session?.heldBytes ?? 0,
      lastCommitAt: this.#session?.lastCommitAt ?? this.#lastCommitAt,
    };
  }

  /** Takes in what the files hold now, as far as `withinMs` allow, commits and closes. */
  async stop(withinMs: number): Promise<void> {
    this.#cancel();
    const { clock } = this.#options;
    const end = clock.monotonic() + withinMs;
    const isOver = (): boolean => clock.monotonic() >= end;
    this.#attempt(() => {
      this.#session?.sweep.hurry();
      this.#session?.sweep.live(isOver);
      this.#session?.sweep.backlog(isOver);
      this.#session?.endTurn('all');
    });
    this.#cancel();
    this.#session?.close();
    this.#session = undefined;
    this.#state = 'stopped';
    await this.#rootWatch.close();
  }

  #turn(): void {
    const began = this.#options.clock.monotonic();
    this.#attempt(() => this.#work(this.#session ?? this.#open()));
    if (this.#session === undefined) return;
    const isBusy = this.#rootWatch.isBusy || this.#session.sweep.isBehind || this.#known !== undefined;
    this.#cancel = this.#options.clock.after(isBusy ? 0 : this.#pauseMs(this.#session.sweep, began), () => this.#turn());
  }

  /** Turns come when a look is due: files are read as they are expected to grow, a few in a turn, and not all in one burst. */
  #pauseMs(sweep: Sweep, began: number): number {
    if (sweep.size === 0) return restMs;
    const left = began + sweep.everyMs - this.#options.clock.monotonic();
    const leastMs = Math.max(leastPauseMs, Math.min(mostLeastPauseMs, pauseMsPerRun * sweep.size));
    return Math.max(leastMs, Math.min(left, sweep.dueInMs));
  }

  #work(session: LineSession): void {
    const { clock, config } = this.#options;
    const bytes = session.sweep.bytesRead;
    const isFull = (): boolean => session.sweep.bytesRead - bytes >= config.turnBytes;
    const end = clock.monotonic() + config.turnMs;
    const until = (time: number) => () => clock.monotonic() >= time || isFull();
    session.sweep.live(until(end));
    this.#rootWatch.work(until(Math.max(clock.monotonic() + leastSliceMs, end - config.turnMs / 2)));
    session.sweep.backlog(until(Math.max(clock.monotonic() + leastSliceMs, end)));
    if (!this.#isKnownChecked && this.#rootWatch.passesDone > 0) this.#checkKnown(session, until(Math.max(clock.monotonic() + leastSliceMs, end)));
    session.endTurn();
    if (this.#state === 'scanning' && this.#isCaughtUp({ pass: 1, since: 0 })) this.#state = 'live';
    this.#waiters.answer((awaited) => this.#isCaughtUp(awaited));
  }

  #open(): LineSession {
    const house: SessionHouse = {
      sleepers: this.#sleepers,
      parsers: this.#parsers,
      heard: this.#heard,
      count: (counts) => this.#counts.add(counts),
      gone: (run) => this.#gone(run.dir),
      isHeld: (experimentId) => this.#held.has(experimentId),
      inside: (dirs) => this.#rootWatch.meet(dirs),
    };
    const session = new LineSession(this.#options, this.#watch, house);
    this.#session = session;
    for (const run of this.#runs.all) if (!this.#sleepers.has(run.dir)) session.adopt(run, 'last');
    if (this.#state === 'paused') this.#options.log.info('the line goes on');
    this.#state = 'scanning';
    return session;
  }

  /** Does work that may fail with the store: then nothing since the last commit counts, and the files are read again later. */
  #attempt<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch (failure) {
      this.#discard();
      if (isPassing(failure)) this.#pause(failure);
      else this.#options.crashed(failure);
      return undefined;
    }
  }

  #discard(): void {
    this.#lastCommitAt = this.#session?.lastCommitAt ?? this.#lastCommitAt;
    const session = this.#session;
    this.#session = this.#known = undefined;
    this.#isKnownChecked = false;
    try {
      session?.close();
    } catch (failure) {
      this.#options.log.warn('the store did not close', { error: String(failure) });
    }
  }

  #pause(failure: unknown): void {
    if (this.#state !== 'paused') this.#options.log.error('the line pauses: the store cannot be written', { error: String(failure) });
    this.#state = 'paused';
    this.#cancel();
    this.#cancel = this.#options.clock.after(this.#options.config.retryMs, () => this.#turn());
  }

  #found(run: FoundRun): void {
    this.#runs.add(run);
    if (this.#session?.letSleep(run) !== true) this.#session?.adopt(run, this.#state === 'live' ? 'first' : 'last');
  }

  #stirs(dir: string): void {
    const run = this.#sleepers.take(dir);
    if (run !== undefined) this.#session?.adopt(run, 'first');
    else this.#session?.sweep.hurry(dir);
  }

  #gone(dir: string): void {
    const run = this.#runs.at(dir);
    if (run === undefined || this.#held.has(run.experimentId) || !this.#rootWatch.hasRoot) return;
    this.#forget(run);
  }

  #forget(run: FoundRun): void {
    this.#sleepers.take(run.dir);
    this.#runs.delete(run);
    this.#rootWatch.forget(run.dir);
    this.#session?.drop(run);
  }

  /** One slice of looking for runs that were deleted while nobody looked. */
  #checkKnown(session: LineSession, isOver: () => boolean): void {
    this.#known ??= (session.projection.known?.() ?? [])[Symbol.iterator]();
    do {
      const run = this.#known.next().value;
      if (run === undefined) { this.#known = undefined; this.#isKnownChecked = true; return; }
      const isThere = this.#runs.at(run.dir) !== undefined || lstatSync(join(this.#options.root, run.dir), { throwIfNoEntry: false }) !== undefined;
      if (!isThere && this.#rootWatch.hasRoot) session.drop(run);
    } while (!isOver());
  }

  /** Of a run that nobody knows there may still be points. */
  #purgeOne(experimentId: string, run: FoundRun | undefined): void {
    if (run !== undefined) this.#forget(run);
    else this.#session?.dropPoints(experimentId);
    if (run !== undefined) this.#session?.projection.purged?.(run);
  }

  #rebuildOne(run: FoundRun | undefined): void {
    if (run === undefined) return;
    this.#sleepers.take(run.dir);
    this.#session?.drop(run);
    this.#session?.adopt(run, 'first');
  }

  #caughtUp(pass: number): Promise<void> {
    return this.#waiters.wait({ pass, since: this.#options.clock.monotonic() });
  }

  #isCaughtUp({ pass, since }: Awaited): boolean {
    return this.#isKnownChecked && this.#rootWatch.passesDone >= pass && this.#session?.sweep.isCaughtUpSince(since) === true;
  }
}
