import { Worker } from 'node:worker_threads';
import type { Line, LineCommit, LineStatus, LivePoints } from '../api/line.js';
import type { DatabasePromise, Upkeep } from '../api/upkeep.js';
import type { Log } from '../api/log.js';
import type { Unsealed, UnsealedStream } from '../api/metrics.js';
import type { LineCalls, LineData, LineWord } from './messages.js';

export interface LinePortOptions {
  /** URL of the worker's entry, `daemon/line.js`. */
  readonly entry: URL;
  readonly data: LineData;
  readonly log: Log;
  /** The worker could not start, or ended by itself: the daemon must end in order. Called at most once. */
  readonly crashed: (failure: Error) => void;
}

/** The main thread's end of the line. */
export interface LinePort extends Line, Unsealed, Upkeep {
  /** Drains what the files hold, commits and ends the worker; after `withinMs` it is ended as it stands. */
  close(withinMs?: number): Promise<void>;
}

/** Garbage of the line before it is collected. The platform's 48 MiB fill with what lives for a turn only. */
const youngMebibytes = 12;
/** Beyond it the line has failed; a run with 100,000 series needs 70. With this bound V8 lets two fifths of what lives gather as garbage, with its own three times as much. */
const oldMebibytes = 512;
/** Between two slices of giving pages back: the line's own turns come first. */
const betweenSlicesMs = 10;
/** Readers and checkpoints hold the log for moments; the file shrinks with the next one otherwise. */
const mostTruncations = 200;
/** Time that the line has for its last turn. */
const drainMs = 5000;

/** Starts the line in its worker and waits for nothing: what is asked of it before it runs is answered when it does. */
export function startLine(options: LinePortOptions): LinePort {
  const worker = new Worker(options.entry, { workerData: options.data, name: 'line', resourceLimits: { maxYoungGenerationSizeMb: youngMebibytes, maxOldGenerationSizeMb: oldMebibytes } });
  return new WorkerLine(worker, options);
}

interface Asked {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (failure: Error) => void;
}

class WorkerLine implements LinePort {
  readonly #worker: Worker;
  readonly #options: LinePortOptions;
  readonly #asked = new Map<number, Asked>();
  readonly #commits = new Set<(commit: LineCommit) => void>();
  readonly #points = new Set<(points: LivePoints) => void>();
  #number = 0;
  #isClosing = false;
  #failure: Error | undefined;

  constructor(worker: Worker, options: LinePortOptions) {
    this.#worker = worker;
    this.#options = options;
    worker.on('message', (word: LineWord) => this.#hear(word));
    worker.on('error', (failure) => this.#fail(failure instanceof Error ? failure : new Error(String(failure))));
    worker.on('exit', (code) => this.#fail(new Error(`the worker of the line ended with code ${code}`)));
  }

  onCommit(listener: (commit: LineCommit) => void): () => void {
    this.#commits.add(listener);
    return () => this.#commits.delete(listener);
  }

  onPoints(listener: (points: LivePoints) => void): () => void {
    this.#points.add(listener);
    return () => this.#points.delete(listener);
  }

  listen(experimentId: string, on: boolean): Promise<void> {
    return this.#ask('listen', { experimentId, on });
  }

  status(): Promise<LineStatus> {
    return this.#ask('status', undefined);
  }

  scan(): Promise<void> {
    return this.#ask('scan', undefined);
  }

  rebuild(experimentIds?: readonly string[]): Promise<void> {
    return this.#ask('rebuild', experimentIds);
  }

  of(experimentId: string): Promise<readonly UnsealedStream[]> {
    return this.#ask('unsealed', experimentId);
  }

  promised(experimentIds: readonly string[]): Promise<DatabasePromise> {
    return this.#ask('promised', experimentIds);
  }

  hold(experimentIds: readonly string[]): Promise<void> {
    return this.#ask('hold', experimentIds);
  }

  purge(experimentIds: readonly string[]): Promise<void> {
    return this.#ask('purge', experimentIds);
  }

  sweep(): Promise<number> {
    return this.#ask('sweep', undefined);
  }

  async reclaim(): Promise<number> {
    let now = await this.#ask('reclaim', undefined);
    for (let left = Infinity; now.freePages > 0 && now.freePages < left; now = await this.#ask('reclaim', undefined)) {
      left = now.freePages;
      await rest();
    }
    for (let tries = 0; tries < mostTruncations && !(await this.#ask('truncateLog', undefined)); tries++) await rest();
    return now.bytes;
  }

  async close(withinMs: number = drainMs): Promise<void> {
    if (this.#isClosing || this.#failure !== undefined) return;
    this.#isClosing = true;
    const timer = setTimeout(() => void this.#worker.terminate(), 2 * withinMs);
    try {
      await this.#ask('stop', withinMs);
    } catch (failure) {
      this.#options.log.warn('the line did not end in order; what it had not committed is read again at the next start', { error: String(failure) });
    } finally {
      clearTimeout(timer);
      await this.#worker.terminate();
    }
  }

  #ask<Call extends keyof LineCalls>(call: Call, asked: LineCalls[Call]['asked']): Promise<LineCalls[Call]['answer']> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const number = this.#number++;
    return new Promise((resolve, reject) => {
      // The worker answers each call with its own type; the message edge cannot carry it.
      this.#asked.set(number, { resolve: (answer) => resolve(answer as LineCalls[Call]['answer']), reject });
      this.#worker.postMessage({ number, call, asked });
    });
  }

  #hear(word: LineWord): void {
    switch (word.kind) {
      case 'answer':
        this.#asked.get(word.number)?.resolve(word.answer);
        this.#asked.delete(word.number);
        return;
      case 'commit':
        for (const listener of this.#commits) listener(word.commit);
        return;
      case 'points':
        for (const points of word.points) for (const listener of this.#points) listener(points);
        return;
      case 'log':
        { this.#options.log[word.level](word.message, word.fields); return; }
      case 'crashed':
        { this.#fail(word.failure); return; }
    }
  }

  #fail(failure: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    for (const { reject } of this.#asked.values()) reject(failure);
    this.#asked.clear();
    if (!this.#isClosing) this.#options.crashed(failure);
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, betweenSlicesMs));
}
