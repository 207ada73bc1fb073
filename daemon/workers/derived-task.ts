import type { MessagePort } from 'node:worker_threads';
import type { AggregateQuery, AggregateSeries, ExportQuery, SmoothedQuery, SmoothedSeries, TableColumn } from '../api/derived-metrics.js';
import { RunkeepError, type ErrorFamily } from '../api/errors.js';
import type { DamagedChunk, UnsealedStream } from '../api/metrics.js';

/** What a task needs beside its question. */
export interface TaskInput<Query> {
  /** Path of the database; each thread has a connection of its own. */
  readonly database: string;
  readonly query: Query;
  /** What the line held of each experiment. */
  readonly held: readonly (readonly [experimentId: string, streams: readonly UnsealedStream[]])[];
}

/** A refusal as data: an error loses its class on the way between threads. */
export interface Refused {
  readonly family: ErrorFamily;
  readonly code: string;
  readonly sentence: string;
  readonly hint: string;
}

export interface FoundDamage {
  readonly experimentId: string;
  readonly damage: DamagedChunk;
}

/** `value` undefined: what the line held does not fit any more, ask it again. */
export interface TaskAnswer<T> {
  readonly value?: T | undefined;
  readonly refused?: Refused;
  readonly damage: readonly FoundDamage[];
}

export interface ExportInput {
  readonly database: string;
  readonly query: ExportQuery;
  readonly port: MessagePort;
}

/** From the task of an export: bytes, a question for what the line holds, or its end. */
export type ExportWord =
  | { readonly kind: 'part'; readonly bytes: Uint8Array }
  | { readonly kind: 'ask'; readonly experimentId: string }
  | { readonly kind: 'end'; readonly answer: TaskAnswer<true> };

/** To the task of an export: one part more may be sent, or what the line holds. */
export type ExportReply = { readonly kind: 'more' } | { readonly kind: 'held'; readonly streams: readonly UnsealedStream[] };

/** The functions that the entry of a reading thread exports. */
export interface DerivedTasks {
  smoothedTask(input: TaskInput<SmoothedQuery>): TaskAnswer<SmoothedSeries[] | undefined>;
  aggregateTask(input: TaskInput<AggregateQuery>): TaskAnswer<AggregateSeries[] | undefined>;
  exportTask(input: ExportInput): Promise<void>;
  tableTask(columns: readonly TableColumn[]): Promise<Uint8Array>;
}

/** The error as data; whatever is no RunkeepError is a bug and thrown on. */
export function refusedOf(failure: unknown): Refused {
  if (!(failure instanceof RunkeepError)) throw failure;
  return { family: failure.family, code: failure.code, sentence: failure.message, hint: failure.hint };
}

export function errorOf({ family, code, sentence, hint }: Refused): RunkeepError {
  return new RunkeepError(family, code, sentence, hint);
}
