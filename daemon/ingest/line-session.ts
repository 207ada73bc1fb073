import { join } from 'node:path';
import type { DatabasePromise } from '../api/upkeep.js';
import type { UnsealedStream } from '../api/metrics.js';
import type { FoundRun, Projection, WatchModule } from '../api/watch.js';
import { Descriptors, openFilesWithin } from './descriptors.js';
import type { LineWork } from './line-work.js';
import type { SpaceLeft } from './messages.js';
import type { ParserKit } from './parse.js';
import { ReadBuffer } from './read-buffer.js';
import { RunFollower, type RunTools } from './run-follower.js';
import type { LineOptions, LineStore } from './line-options.js';
import { Rests } from './rests.js';
import { sleepMark, type Sleepers } from './sleepers.js';
import { Sweep } from './sweep.js';
import { seriesAtOnce, Teller } from './teller.js';

/** What outlives a session: who sleeps, who is listened to, what was counted, and what parsers learnt. */
export interface SessionHouse {
  readonly sleepers: Sleepers;
  readonly parsers: ParserKit;
  readonly heard: ReadonlySet<string>;
  count(counts: { readonly lines: number; readonly points: number; readonly rejects: number; readonly bytes: number }): void;
  gone(run: FoundRun): void;
  isHeld(experimentId: string): boolean;
  inside(dirs: readonly string[]): void;
}

/** Chunks that are read of a run for somebody who asks for its newest rows. */
const chunksForAsker = 4;
/** Bytes read after which the unsealed points are weighed again. */
const weighBytes = 1_048_576;

/** One opening of the store and all that is read into it. After a failure the session is thrown away and the files are read again. */
export class LineSession {
  readonly projection: Projection;
  readonly sweep: Sweep;
  lastCommitAt: number | null = null;
  readonly #options: LineOptions;
  readonly #house: SessionHouse;
  readonly #store: LineStore;
  readonly #tools: RunTools;
  readonly #work: LineWork;
  readonly #teller: Teller;
  readonly #rests: Rests;
  readonly #byId = new Map<string, RunFollower>();
  /** Fell asleep in the open transaction: were it lost, they would have to be read again. */
  readonly #dozing: string[] = [];
  #isDirty = false;
  #weighedAt = 0;

  constructor(options: LineOptions, watch: WatchModule, house: SessionHouse) {
    this.#options = options;
    this.#house = house;
    this.#store = options.openStore();
    this.#rests = new Rests(this.#store.sql, options.root, options.era);
    this.#tools = runTools(options, watch, house);
    this.projection = watch.open({ sql: this.#store.sql, now: () => options.clock.now() });
    this.#work = this.#openWork();
    this.sweep = new Sweep(options.clock, options.config, { rests: (follower) => this.#rest(follower), gone: (follower) => house.gone(follower.run) });
    this.#teller = new Teller({
      clock: options.clock,
      totalsMs: options.config.totalsMs,
      heard: house.heard,
      followed: () => this.sweep.size,
      tell: (id, most) => this.#byId.get(id)?.tellTotals(most) !== false,
    });
  }

  get heldBytes(): number {
    return this.#store.writer.heldBytes;
  }

  /** Lets a run sleep on if it slept when the line ended and nothing happened to it since. */
  letSleep(run: FoundRun): boolean {
    const sleeper = this.#rests.of(run);
    if (sleeper !== undefined) this.#house.sleepers.add(sleeper);
    return sleeper !== undefined;
  }

  adopt(run: FoundRun, place: 'first' | 'last'): void {
    if (this.sweep.get(run.dir) !== undefined) return;
    const follower = new RunFollower(run, join(this.#options.root, run.dir), this.#tools, this.#work);
    this.#byId.set(run.experimentId, follower);
    this.sweep.add(follower, place);
  }

  /** Deletes what was taken in of a run. */
  drop(run: FoundRun): void {
    this.#byId.get(run.experimentId)?.abandon();
    this.#byId.delete(run.experimentId);
    this.sweep.remove(run.dir);
    this.#store.writer.drop(run.experimentId);
    this.projection.gone(run);
    this.#changed(run.experimentId);
  }

  /** What dropping these runs, and what people said of them, would give back. */
  promised(runs: readonly FoundRun[]): DatabasePromise {
    this.endTurn('all');
    return this.#store.space.promised(runs.map(({ experimentId }) => experimentId), () => {
      for (const run of runs) {
        this.projection.gone(run);
        this.projection.purged?.(run);
      }
    });
  }

  /** Gives free pages back until `isOver`. */
  reclaim(isOver: () => boolean): SpaceLeft {
    this.endTurn();
    const { space } = this.#store;
    const freePages = space.reclaim(isOver);
    return { bytes: space.bytes, freePages };
  }

  sweepOrphans(): number {
    this.endTurn();
    return this.#store.space.sweep();
  }

  /** Deletes the points of an experiment that is no run here. */
  dropPoints(experimentId: string): void {
    this.#store.writer.drop(experimentId);
    this.#isDirty = true;
  }

  truncateLog(): boolean {
    this.endTurn();
    return this.#store.space.truncateLog();
  }

  /** Rows that are not on disk yet, after a short look whether the files hold more. */
  unsealed(experimentId: string): UnsealedStream[] {
    const follower = this.#byId.get(experimentId);
    if (follower?.isTold === true) {
      for (let chunk = 0; chunk < chunksForAsker && follower.advance() > 0; chunk++);
      this.endTurn('none');
    }
    const sizes = new Map(follower?.files.map((file) => [file.name, file.size]));
    return this.#store.writer.unsealed(experimentId).map((stream) => {
      const size = Math.max(stream.counts.offset, sizes.get(stream.counts.file) ?? stream.counts.size);
      return { ...stream, counts: { ...stream.counts, size } };
    });
  }

  /** Keeps the memory in bounds, tells the sums that are due (`all`: every sum, `none`: later), and commits. */
  endTurn(which: 'due' | 'all' | 'none' = 'due'): void {
    this.#sealLargest();
    const told = which === 'none' ? [] : which === 'all' ? this.#teller.tellAll() : this.#teller.tellDue();
    if (!this.#isDirty && told.length === 0) return;
    this.#store.writer.commit();
    this.#isDirty = false;
    this.#dozing.length = 0;
    this.lastCommitAt = this.#options.clock.now();
    if (told.length > 0) this.#options.committed({ experiments: told });
  }

  /** Closes the store; what is not committed is lost to it and stays in the files. */
  close(): void {
    this.#tools.descriptors.close();
    this.sweep.clear();
    for (const dir of this.#dozing) this.#house.sleepers.take(dir);
    this.#store.close();
  }

  #openWork(): LineWork {
    return {
      writer: this.#store.writer,
      projection: this.projection,
      changed: (experimentId) => this.#changed(experimentId),
      read: (counts) => this.#house.count(counts),
      isHeard: (experimentId) => this.#house.heard.has(experimentId),
      hear: (points) => this.#options.heard(points),
    };
  }

  #changed(experimentId: string): void {
    this.#isDirty = true;
    this.#teller.add(experimentId);
  }

  /** Releases a run, unless it stirred since: the mark is taken before the last look, so that nothing falls between. */
  #rest(follower: RunFollower): boolean {
    const names = follower.watchedNames;
    const mark = sleepMark(follower.path, names);
    if (mark === undefined || !follower.look() || follower.isUnsettled || follower.advance() > 0) return true;
    if (!follower.tellTotals(seriesAtOnce)) { this.#changed(follower.run.experimentId); return false; }
    const { run, hasEnded } = follower;
    follower.close();
    this.sweep.remove(run.dir);
    this.#byId.delete(run.experimentId);
    const sleeper = { run, names, mark, hasEnded };
    this.#house.sleepers.add(sleeper);
    this.#rests.remember(sleeper);
    this.#dozing.push(run.dir);
    return true;
  }

  #sealLargest(): void {
    const { writer } = this.#store;
    const { heldBytes } = this.#options.config;
    if (this.sweep.bytesRead - this.#weighedAt < Math.min(weighBytes, heldBytes / 8)) return;
    this.#weighedAt = this.sweep.bytesRead;
    if (writer.heldBytes <= heldBytes) return;
    // A little below the bound, so that 1,000 growing runs are not put in order again in each turn.
    const enough = heldBytes - heldBytes / 16;
    for (const follower of this.sweep.followers.toSorted((a, b) => b.heldPoints - a.heldPoints)) {
      if (writer.heldBytes <= enough) return;
      follower.seal();
    }
  }
}

function runTools({ config, clock }: LineOptions, { layout }: WatchModule, house: SessionHouse): RunTools {
  const { chunkBytes, lineBytes, documentBytes, settleMs } = config;
  const { parsers } = house;
  return {
    descriptors: new Descriptors(openFilesWithin(config.openFiles)),
    // Files are read to where they are scanned.
    buffer: new ReadBuffer(parsers.scanner.window),
    chunkBytes,
    lineBytes,
    parsers,
    layout,
    clock,
    documentBytes,
    settleMs,
    inside: (dirs) => house.inside(dirs),
    isHeld: (experimentId) => house.isHeld(experimentId),
  };
}
