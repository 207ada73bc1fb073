import { Worker } from 'node:worker_threads';
import type { Log } from '../api/log.js';
import type { CheckpointData, CheckpointNews } from './checkpoint-loop.js';

/** How often the log is moved into the database: short enough that it stays small, long enough that fsync costs nothing. */
const everyMs = 500;
/** Time that the thread has to end by itself: one checkpoint. */
const patienceMs = 5000;

export interface CheckpointThreadOptions {
  /** URL of the worker's entry, `daemon/checkpoint.js`. */
  readonly entry: URL;
  readonly database: string;
  readonly log: Log;
  readonly everyMs?: number;
}

/**
 * Starts the thread that checkpoints the database. Nobody depends on it: when it fails or dies the log is told, and the
 * writer keeps its own bound (`LineSql`).
 */
export function startCheckpoints(options: CheckpointThreadOptions): { close(): Promise<void> } {
  const { log } = options;
  const data: CheckpointData = { database: options.database, everyMs: options.everyMs ?? everyMs };
  const worker = new Worker(options.entry, { workerData: data, name: 'checkpoint' });
  let isClosing = false;
  worker.on('message', ({ failure }: CheckpointNews) => {
    if (failure === undefined) log.info('checkpoints of the database succeed again');
    else log.error('the database could not be checkpointed; its log grows until it can', { error: failure });
  });
  worker.on('error', (failure) => log.error('the checkpoint thread failed; the line checkpoints by itself from now on', { error: String(failure) }));
  const ended = new Promise<void>((resolve) => worker.once('exit', (code) => {
    if (!isClosing) log.error('the checkpoint thread ended; the line checkpoints by itself from now on', { exitCode: code });
    resolve();
  }));
  return {
    async close() {
      isClosing = true;
      worker.postMessage('stop');
      const timer = setTimeout(() => void worker.terminate(), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
