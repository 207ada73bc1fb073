import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { AggregateQuery, AggregateSeries, DerivedMetrics, ExportQuery, SmoothedQuery, SmoothedSeries, TableColumn } from '../api/derived-metrics.js';
import type { Log } from '../api/log.js';
import type { Unsealed, UnsealedStream } from '../api/metrics.js';
import { errorOf, type ExportInput, type ExportReply, type ExportWord, type FoundDamage, type TaskAnswer, type TaskInput } from './derived-task.js';
import { Mailbox } from './mailbox.js';
import { WorkerPool } from './worker-pool.js';

export interface PooledDerivedOptions {
  /** The module whose exports are `DerivedTasks`. */
  readonly entry: URL;
  /** Path of the database. */
  readonly database: string;
  readonly unsealed: Unsealed;
  readonly log: Log;
}

/** How often the line is asked again when a file was replaced between its answer and the database's. */
const attempts = 3;
/** Requests that may wait for a thread; further ones are told that the daemon is busy. */
const mostWaiting = 32;

/**
 * Computes in threads with a database connection of their own; what the line holds is asked here and handed over, so that a task sees
 * what this thread would. Exports have threads of their own: a slow taker holds up no chart.
 */
export class PooledDerived implements DerivedMetrics {
  readonly #options: PooledDerivedOptions;
  readonly #reads = new WorkerPool({ threads: 2, waiting: mostWaiting });
  readonly #exports = new WorkerPool({ threads: 4, waiting: 0 });

  constructor(options: PooledDerivedOptions) {
    this.#options = options;
  }

  smoothed(query: SmoothedQuery, signal: AbortSignal): Promise<SmoothedSeries[]> {
    return this.#run<SmoothedQuery, SmoothedSeries[]>('smoothedTask', query, [query.experimentId], signal);
  }

  aggregate(query: AggregateQuery, signal: AbortSignal): Promise<AggregateSeries[]> {
    return this.#run<AggregateQuery, AggregateSeries[]>('aggregateTask', query, query.groups.flatMap(({ experimentIds }) => experimentIds), signal);
  }

  async *exported(query: ExportQuery, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const { port1: port, port2 } = new MessageChannel();
    const words = new Mailbox<ExportWord | { readonly kind: 'failed'; readonly failure: unknown }>();
    const gone = new AbortController();
    port.on('message', (word: ExportWord) => words.put(word));
    const input: ExportInput = { database: this.#options.database, query, port: port2 };
    this.#exports.run(this.#options.entry, 'exportTask', input, [port2], AbortSignal.any([signal, gone.signal])).catch((failure: unknown) => words.put({ kind: 'failed', failure }));
    try {
      for (;;) {
        const word = await words.take();
        if (word.kind === 'failed') throw word.failure;
        if (word.kind === 'end') return void this.#valueOf(word.answer);
        if (word.kind === 'ask') await this.#tellHeld(port, word.experimentId);
        if (word.kind === 'part') {
          yield word.bytes;
          port.postMessage({ kind: 'more' } satisfies ExportReply);
        }
      }
    } finally {
      gone.abort();
      port.close();
    }
  }

  arrowTable(columns: readonly TableColumn[], signal: AbortSignal): Promise<Uint8Array> {
    return this.#reads.run<readonly TableColumn[], Uint8Array>(this.#options.entry, 'tableTask', columns, [], signal);
  }

  /** Ends every thread; what is under way fails. */
  async close(): Promise<void> {
    await this.#reads.close();
    await this.#exports.close();
  }

  async #run<Query, Answer>(task: 'smoothedTask' | 'aggregateTask', query: Query, experimentIds: readonly string[], signal: AbortSignal): Promise<Answer> {
    for (let attempt = 0; attempt <= attempts; attempt++) {
      const held = attempt === attempts ? [] : await this.#held(new Set(experimentIds));
      signal.throwIfAborted();
      const input: TaskInput<Query> = { database: this.#options.database, query, held };
      const answer = await this.#reads.run<TaskInput<Query>, TaskAnswer<Answer>>(this.#options.entry, task, input, buffersOf(held.flatMap(([, streams]) => streams)), signal);
      const value = this.#valueOf(answer);
      if (value !== undefined) return value;
    }
    throw new Error('a snapshot without unsealed rows always fits');
  }

  #held(experimentIds: ReadonlySet<string>): Promise<[string, readonly UnsealedStream[]][]> {
    return Promise.all([...experimentIds].map(async (id): Promise<[string, readonly UnsealedStream[]]> => [id, await this.#options.unsealed.of(id)]));
  }

  async #tellHeld(port: MessagePort, experimentId: string): Promise<void> {
    const streams = await this.#options.unsealed.of(experimentId);
    port.postMessage({ kind: 'held', streams } satisfies ExportReply, buffersOf(streams));
  }

  #valueOf<T>({ value, refused, damage }: TaskAnswer<T>): T | undefined {
    for (const { experimentId, damage: found } of damage) this.#tell(experimentId, found);
    if (refused !== undefined) throw errorOf(refused);
    return value;
  }

  #tell(experimentId: string, damage: FoundDamage['damage']): void {
    this.#options.log.error('a stored block is damaged and left out of the answer; rebuild the experiment to heal it', { experimentId, ...damage });
  }
}

/** The memory behind the rows of the line's answer, which is a copy already: it is moved to the task, not copied again. */
function buffersOf(streams: readonly UnsealedStream[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const { block } of streams) {
    for (const { buffer } of [block.ts, block.step, block.stage, block.offset, block.row, block.name, block.value, block.kind]) if (buffer instanceof ArrayBuffer) buffers.add(buffer);
  }
  return [...buffers];
}
