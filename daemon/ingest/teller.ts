import type { Clock } from '../api/clock.js';
import { mostWaitMs, News } from './news.js';

/** Time for telling sums at once: this part of what passed since the last time, within bounds. */
const tellPart = 0.08;
const leastTellMs = 2;
const mostTellMs = 8;
/** Time between two tellings when there were more than could be told, and where 1,000 runs grow: fewer commits. */
const crowdedTellMs = 60;
/** Series of a run that are told at once; one may have 100,000. */
export const seriesAtOnce = 4096;
/** A run of which nobody hears is told once in this time for each run that is followed, one that is heard eight times as often: each telling writes a dozen entries of indexes, and once a second was a third of what 1,000 growing runs cost. */
const tellMsPerRun = 2;
const heardPart = 0.125;
/** Lists of runs are shown anew four times a second, so that nobody sees sums sooner. */
const mostHeardMs = 250;

/** What the teller must know. */
export interface TellerParts {
  readonly clock: Clock;
  /** Least time between two tellings of one run. */
  readonly totalsMs: number;
  readonly heard: ReadonlySet<string>;
  /** How many runs are followed. */
  readonly followed: () => number;
  /** Tells the sums of a run, at most `most` of them; false when more are left. */
  readonly tell: (experimentId: string, most: number) => boolean;
}

/** Says when the sums of which runs are told. They get a part of the time; where that is not enough, many are told at once: fewer commits, each run in its turn. */
export class Teller {
  readonly #parts: TellerParts;
  readonly #news: News;
  #tellAt = -Infinity;
  #toldUntil = -Infinity;

  constructor(parts: TellerParts) {
    this.#parts = parts;
    this.#news = new News((id) => this.#leastMs(id));
  }

  /** Something of this experiment is to be told. */
  add(experimentId: string): void {
    this.#news.add(experimentId);
  }

  /** Tells every sum; answers of which experiments. */
  tellAll(): string[] {
    return this.#tell(Infinity, { ms: Infinity, series: Infinity });
  }

  /** Tells the sums that are due, as far as their time goes. */
  tellDue(): string[] {
    const now = this.#parts.clock.monotonic();
    if (now < this.#tellAt) return [];
    const ms = Math.min(mostTellMs, Math.max(leastTellMs, tellPart * (now - this.#toldUntil)));
    const told = this.#tell(now, { ms, series: seriesAtOnce });
    this.#toldUntil = this.#parts.clock.monotonic();
    const isAll = this.#toldUntil - now < ms;
    this.#tellAt = now + (isAll ? Math.min(crowdedTellMs, (crowdedTellMs * this.#crowdMs) / mostWaitMs) : crowdedTellMs);
    return told;
  }

  get #crowdMs(): number {
    return tellMsPerRun * this.#parts.followed();
  }

  #leastMs(experimentId: string): number {
    const { heard, totalsMs } = this.#parts;
    return Math.max(totalsMs, heard.has(experimentId) ? Math.min(mostHeardMs, heardPart * this.#crowdMs) : this.#crowdMs);
  }

  #tell(now: number, { ms, series }: { readonly ms: number; readonly series: number }): string[] {
    const { clock, tell } = this.#parts;
    const end = clock.monotonic() + ms;
    const told: string[] = [];
    const left: string[] = [];
    for (const id of this.#news.due(now)) {
      if (!tell(id, series)) left.push(id);
      told.push(id);
      if (clock.monotonic() >= end) break;
    }
    for (const id of left) this.#news.add(id);
    return told;
  }
}
