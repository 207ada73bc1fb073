import type { MessagePort } from 'node:worker_threads';
import { connect } from './connection.js';

/** What the checkpoint thread is started with. */
export interface CheckpointData {
  /** Absolute path of the database. */
  readonly database: string;
  readonly everyMs: number;
}

/** What the thread says: undefined when checkpoints succeed again after a failure. */
export interface CheckpointNews {
  readonly failure: string | undefined;
}

/** Checkpoints a database again and again, waiting for nobody (PASSIVE), until a message comes. Tells when it begins to fail, and when it succeeds again. */
export function checkpointUntilTold(port: MessagePort, { database, everyMs }: CheckpointData): void {
  const connection = connect(database, 'normal');
  let failed: string | undefined;
  const timer = setInterval(() => {
    const failure = failureOf(() => connection.pragma('wal_checkpoint(passive)'));
    if ((failure === undefined) !== (failed === undefined)) port.postMessage({ failure } satisfies CheckpointNews);
    failed = failure;
  }, everyMs);
  port.once('message', () => {
    clearInterval(timer);
    connection.close();
    port.close();
  });
}

function failureOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (failure) {
    return String(failure);
  }
}
