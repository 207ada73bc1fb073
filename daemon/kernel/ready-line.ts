import { writeSync } from 'node:fs';
import { StartError } from '../api/errors.js';
import type { Root } from '../api/root.js';

/** Tells whoever started the daemon, on one line of JSON, that it listens now. */
export function sayReady(url: string, { path, keep }: Root): void {
  writeSync(1, `${JSON.stringify({ ready: true, url, pid: process.pid, root: path, keep })}\n`);
}

/** Tells why the daemon does not start; gives the exit code. */
export function sayFailed(failure: unknown): number {
  const known = failure instanceof StartError ? failure : undefined;
  const title = failure instanceof Error ? failure.message : String(failure);
  writeSync(1, `${JSON.stringify({ ready: false, code: known?.code ?? 'bug', title, hint: known?.hint ?? 'this is a bug of Runkeep: the log has its stack' })}\n`);
  return known?.exitCode ?? 70;
}
