import type { Clock } from '../api/clock.js';
import type { LineConfig } from './config.js';
import { MemoryPressure } from './memory-pressure.js';
import { Rhythm } from './rhythm.js';
import type { RunFollower } from './run-follower.js';

/** A run with so many series takes more than 10 MiB. */
const manySeries = 10_000;

/** What becomes of a run that was looked at. */
export interface SweepOutcomes {
  /** All is taken in and it rests: it may be released. False when that needs more of such calls. */
  rests(follower: RunFollower): boolean;
  gone(follower: RunFollower): void;
}

interface Entry {
  readonly follower: RunFollower;
  lookDue: number;
  filesDue: number;
  /** When it was last read to its end; -Infinity: never. */
  caughtUpAt: number;
  readonly rhythm: Rhythm;
  isBehind: boolean;
  /** False once it was removed. */
  isFollowed: boolean;
}

/** A file grew within this time: it is looked at as often as it goes. */
const hotMs = 10_000;
const warmMs = 600_000;
/** Chunks of one run after which others have their turn. */
const chunksAtOnce = 4;
/** A document that is being rewritten, or a run whose documents are not whole yet, is looked at again after this time. */
const soonMs = 20;
/** The documents of a run take 50 us to look at: so they cost 2.5 % of a core, however many runs grow. */
const documentsMsPerRun = 2;
/** A glance at a run takes 2 us while its writer is at work: so runs that never grow when they are expected cost 10 % of a core. */
const sweepMsPerRun = 0.02;
/** Looks that come so much too early are had with those of now. */
const slackMs = 0.5;

/**
 * Looks at the runs that are read, the growing ones often and the quiet ones seldom; what lies behind is read in the time
 * that live runs leave. Reads nothing by itself: the turn of the line calls it.
 */
export class Sweep {
  /** All bytes that were looked at. */
  bytesRead = 0;
  readonly #clock: Clock;
  readonly #config: LineConfig;
  readonly #outcomes: SweepOutcomes;
  readonly #memory: MemoryPressure;
  readonly #entries = new Map<string, Entry>();
  /** The same in the order of their turns; those that were removed leave it when their turn comes. */
  #ring: Entry[] = [];
  #next = 0;
  /** When the next look is due, as the last pass over the ring found it. */
  #nextDue = 0;
  readonly #queue: Entry[] = [];
  /** Ended runs with much to read: they wait for all others. */
  readonly #later: Entry[] = [];
  /** A large run that is being released: nothing else is read before. */
  #releasing: Entry | undefined;

  constructor(clock: Clock, config: LineConfig, outcomes: SweepOutcomes) {
    this.#clock = clock;
    this.#config = config;
    this.#outcomes = outcomes;
    this.#memory = new MemoryPressure(clock, config.residentMebibytes);
  }

  get followers(): readonly RunFollower[] {
    return [...this.#entries.values()].map(({ follower }) => follower);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Time between two looks at growing files. */
  get everyMs(): number {
    return Math.max(this.#config.sweepMs, sweepMsPerRun * this.#entries.size);
  }

  get isBehind(): boolean {
    return this.#queue.length + this.#later.length > 0 || this.#releasing?.isFollowed === true;
  }

  get(dir: string): RunFollower | undefined {
    return this.#entries.get(dir)?.follower;
  }

  add(follower: RunFollower, place: 'first' | 'last'): void {
    const entry = { follower, lookDue: 0, filesDue: 0, caughtUpAt: -Infinity, rhythm: new Rhythm(), isBehind: true, isFollowed: true };
    this.#entries.set(follower.run.dir, entry);
    this.#ring.push(entry);
    if (place === 'first') this.#queue.unshift(entry);
    else this.#queue.push(entry);
  }

  remove(dir: string): void {
    const entry = this.#entries.get(dir);
    if (entry !== undefined) entry.isFollowed = false;
    this.#entries.delete(dir);
  }

  clear(): void {
    for (const entry of this.#entries.values()) entry.isFollowed = false;
    this.#entries.clear();
    this.#queue.length = this.#later.length = this.#ring.length = 0;
    this.#releasing = undefined;
  }

  /** Wants every run looked at in the next turn. */
  hurry(dir?: string): void {
    for (const entry of dir === undefined ? this.#entries.values() : [this.#entries.get(dir)]) {
      if (entry !== undefined) entry.lookDue = entry.filesDue = 0;
    }
    this.#nextDue = 0;
  }

  /** Was everything that is followed read to its end at some time since then? */
  isCaughtUpSince(since: number): boolean {
    return !this.isBehind && [...this.#entries.values()].every((entry) => entry.caughtUpAt >= since);
  }

  /** Looks at the runs whose time has come. */
  live(isOver: () => boolean): void {
    const now = this.#clock.monotonic();
    if (this.#ring.length > 2 * this.#entries.size) this.#tidy();
    const soon = now + slackMs;
    let nextDue = Infinity;
    this.#nextDue = 0;
    for (let left = this.#ring.length; left > 0; left--) {
      // A turn that was too short goes on here the next time.
      const entry = this.#ring[this.#next++ % this.#ring.length];
      if (entry === undefined || entry.isBehind || !entry.isFollowed) continue;
      if (entry.lookDue <= soon || entry.filesDue <= soon) {
        this.#turn(entry, soon);
        if (isOver()) return;
      }
      nextDue = Math.min(nextDue, entry.lookDue, entry.filesDue);
    }
    this.#nextDue = nextDue;
  }

  /** Time until the next look is due. */
  get dueInMs(): number {
    return Math.max(0, this.#nextDue - this.#clock.monotonic());
  }

  #tidy(): void {
    this.#ring = [...this.#entries.values()];
    this.#next = 0;
  }

  /** Reads what lies behind. */
  backlog(isOver: () => boolean): void {
    while (this.#releasing?.isFollowed === true && !isOver()) this.#turn(this.#releasing, this.#clock.monotonic());
    while (this.isBehind && !isOver()) {
      if (this.#releasing?.isFollowed === true) return;
      const entry = this.#queue.shift() ?? this.#later.shift();
      if (entry?.isFollowed !== true) continue;
      entry.isBehind = false;
      this.#turn(entry, this.#clock.monotonic());
    }
  }

  #turn(entry: Entry, now: number): void {
    const { follower } = entry;
    if (entry.lookDue <= now) {
      entry.lookDue = now + this.#config.coldMs;
      if (!follower.look()) { this.#outcomes.gone(follower); return; }
      entry.lookDue = now + this.#lookInterval(entry, now);
    }
    if (!follower.isTold) {
      entry.filesDue = now + soonMs;
      return;
    }
    let bytes = 1;
    for (let chunk = 0; chunk < chunksAtOnce && bytes > 0; chunk++) {
      bytes = follower.advance(entry.rhythm.isExpected ? 'read' : 'glance');
      this.bytesRead += bytes;
      if (entry.caughtUpAt > -Infinity && entry.rhythm.grewAt !== now) this.#noteGrowth(entry, bytes, now);
      if (follower.isAtEnd) bytes = 0;
    }
    if (bytes > 0) { this.#fallBehind(entry); return; }
    this.#caughtUp(entry, now);
  }

  #noteGrowth({ rhythm }: Entry, bytes: number, now: number): void {
    if (bytes > 0) rhythm.grew(now);
    else rhythm.rested();
  }

  #fallBehind(entry: Entry): void {
    entry.isBehind = true;
    if (this.#releasing === entry) this.#releasing = undefined;
    if (entry.follower.hasEnded) this.#later.push(entry);
    // One after the other where memory is short, or would be: each is released when it is read.
    else if (this.#memory.isHigh || entry.follower.series >= manySeries) this.#queue.unshift(entry);
    else this.#queue.push(entry);
  }

  #caughtUp(entry: Entry, now: number): void {
    const { follower } = entry;
    if (entry.caughtUpAt === -Infinity) follower.caughtUp();
    entry.caughtUpAt = now;
    entry.filesDue = entry.rhythm.due(now, this.#filesInterval(this.#quietMs(entry, now)));
    if (this.#releasing === entry) this.#releasing = undefined;
    const isTooLarge = this.#isTooLarge(follower);
    if (follower.isUnsettled || (!isTooLarge && this.#quietMs(entry, now) <= this.#restMs(follower))) return;
    if (!this.#outcomes.rests(follower) && isTooLarge) this.#releasing = entry;
  }

  #restMs(follower: RunFollower): number {
    return 1000 * (follower.hasEnded ? this.#config.lingerSeconds : this.#config.idleSeconds);
  }

  #isTooLarge(follower: RunFollower): boolean {
    return this.#memory.isHigh && follower.series >= manySeries;
  }

  /** Time since it grew: as seen, or as its files' times tell of what nobody saw. */
  #quietMs(entry: Entry, now: number): number {
    return entry.rhythm.grewAt > -Infinity ? now - entry.rhythm.grewAt : 1000 * (this.#clock.now() - entry.follower.modified);
  }

  #filesInterval(quietMs: number): number {
    if (quietMs < hotMs) return this.everyMs;
    return quietMs < warmMs ? this.#config.warmMs : this.#config.coldMs;
  }

  #lookInterval(entry: Entry, now: number): number {
    const { follower } = entry;
    if (follower.isUnsettled || !follower.isTold) return soonMs;
    const documentsMs = Math.max(this.#config.documentsMs, documentsMsPerRun * this.#entries.size);
    if (this.#quietMs(entry, now) > hotMs) return 2 * documentsMs;
    return follower.files.length === 0 ? this.#config.warmMs : documentsMs;
  }
}
