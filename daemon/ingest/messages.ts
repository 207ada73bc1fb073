import type { LineCommit, LineStatus, LivePoints } from '../api/line.js';
import type { DatabasePromise } from '../api/upkeep.js';
import type { UnsealedStream } from '../api/metrics.js';
import type { LineConfig } from './config.js';

/** What the worker of the line is started with. */
export interface LineData {
  /** Absolute real path of the root. */
  readonly root: string;
  /** Absolute path of the database. */
  readonly database: string;
  readonly config: LineConfig;
  /** File URLs of the watch modules. */
  readonly watches: readonly string[];
}

/** How large the database is after a slice, and how many free pages are left. */
export interface SpaceLeft {
  readonly bytes: number;
  readonly freePages: number;
}

/** What the main thread asks, and what it is answered. */
export interface LineCalls {
  listen: { readonly asked: { readonly experimentId: string; readonly on: boolean }; readonly answer: undefined };
  status: { readonly asked: undefined; readonly answer: LineStatus };
  scan: { readonly asked: undefined; readonly answer: undefined };
  rebuild: { readonly asked: readonly string[] | undefined; readonly answer: undefined };
  promised: { readonly asked: readonly string[]; readonly answer: DatabasePromise };
  hold: { readonly asked: readonly string[]; readonly answer: undefined };
  purge: { readonly asked: readonly string[]; readonly answer: undefined };
  reclaim: { readonly asked: undefined; readonly answer: SpaceLeft };
  sweep: { readonly asked: undefined; readonly answer: number };
  truncateLog: { readonly asked: undefined; readonly answer: boolean };
  unsealed: { readonly asked: string; readonly answer: readonly UnsealedStream[] };
  stop: { readonly asked: number; readonly answer: undefined };
}

/** One question; the answer carries its number. */
export type LineQuestion = {
  [Call in keyof LineCalls]: { readonly number: number; readonly call: Call; readonly asked: LineCalls[Call]['asked'] };
}[keyof LineCalls];

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** What the worker says, asked or not. */
export type LineWord =
  | { readonly kind: 'answer'; readonly number: number; readonly answer: unknown }
  | { readonly kind: 'commit'; readonly commit: LineCommit }
  | { readonly kind: 'points'; readonly points: readonly LivePoints[] }
  | { readonly kind: 'log'; readonly level: LogLevel; readonly message: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly kind: 'crashed'; readonly failure: Error };

/** The memory of typed arrays that goes along instead of being copied. */
export function transfersOf(holders: readonly object[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const holder of holders) {
    for (const value of Object.values(holder)) if (ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  }
  return [...buffers];
}
