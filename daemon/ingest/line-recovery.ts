import type { Reject } from '../api/event-block.js';
import { Byte, skipSpace } from './json/bytes.js';
import type { EventLimits } from './json/limits.js';
import { eventStart, ValueScan } from './json/value-scan.js';

/** What a line is made of, in order: whole events, and the ranges between them. */
export interface LineParts {
  event(start: number, end: number): void;
  reject(start: number, end: number, reason: Reject['reason']): void;
}

/**
 * Cuts a line into events and rejects (DISK-25). Linear in the length of the line, whatever stands in it: a scan notes every
 * whole event nested in what it walked over, and a place that it left open cannot begin an event.
 */
export class LineRecovery {
  readonly #scan: ValueScan;
  /** Where events begin in the bytes before `#seen`, ascending; those before `#next` are behind us. */
  #starts: readonly number[] = [];
  #next = 0;
  #seen = 0;

  constructor(limits: EventLimits) {
    this.#scan = new ValueScan(limits);
  }

  /** Tells `parts` what the line in [from, to) holds; `to` is the position of its LF. */
  read(bytes: Buffer, from: number, to: number, parts: LineParts): void {
    const stop = bytes[to - 1] === Byte.cr && to > from ? to - 1 : to;
    this.#starts = [];
    this.#next = 0;
    this.#seen = 0;
    let p = skipSpace(bytes, from, stop);
    while (p < stop) p = skipSpace(bytes, this.#part(bytes, p, stop, parts), stop);
  }

  #part(bytes: Buffer, at: number, stop: number, parts: LineParts): number {
    const scan = this.#scan;
    scan.scan(bytes, at, stop);
    const { end, fault, isEvent } = scan;
    if (end >= 0 && fault !== undefined) {
      parts.reject(at, end, fault);
      return end;
    }
    if (isEvent) {
      parts.event(at, end);
      return end;
    }
    if (at >= this.#seen) this.#remember();
    const next = this.#nextEvent(bytes, at + 1, stop);
    parts.reject(at, next, fault ?? (isAllNul(bytes, at, next) ? 'nul' : 'torn'));
    return next;
  }

  #nextEvent(bytes: Buffer, from: number, stop: number): number {
    for (;;) {
      while ((this.#starts[this.#next] ?? Infinity) < from) this.#next++;
      const known = this.#starts[this.#next];
      if (known !== undefined) return known;
      const candidate = bytes.indexOf(eventStart, Math.max(from, this.#seen));
      if (candidate < 0 || candidate >= stop) return stop;
      this.#scan.scan(bytes, candidate, stop);
      this.#remember();
      if (this.#scan.isEvent) return candidate;
    }
  }

  /** A candidate that the scan met within a string ends that string by its own quote: it lies at most 2 bytes before the fault. */
  #remember(): void {
    this.#starts = this.#scan.nested.sort((a, b) => a - b);
    this.#next = 0;
    this.#seen = this.#scan.reached - 2;
  }
}

function isAllNul(bytes: Buffer, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (bytes[p] !== Byte.nul) return false;
  return true;
}
