import type { ExperimentState } from '../../schemas/experiments.js';
import type { StatusClass } from './status-class.js';

/** What is known of a run's process and of its last sign of life. */
export interface Signs {
  readonly class: StatusClass;
  readonly hostname: string | null;
  readonly pid: number | null;
  readonly bootId: string | null;
  readonly processStartedAt: number | null;
  readonly createdAt: number | null;
  readonly heartbeatAt: number | null;
  /** Newest time of any of its files or events. */
  readonly activeAt: number;
}

/** The machine that the daemon runs on. */
export interface Host {
  readonly hostname: string;
  readonly bootId: string | null;
  /** Unix seconds at which the process started; `alive` when it lives and this cannot be told; undefined when there is none. */
  startOf(pid: number): number | 'alive' | undefined;
}

/** Clients touch `heartbeat` every 10 s; two missed ones are overdue (VIEW-70). */
export const heartbeatOverdue = 25;
/** Without heartbeat only the files tell: a run that wrote nothing for so long is stale. */
export const silenceOverdue = 300;
const clockSlack = 2;

/** What to conclude of a run now (DISK-41, VIEW-70). Never an answer from the status of an ended run. */
export function liveness(signs: Signs, host: Host, now: number): ExperimentState {
  if (signs.class !== 'running') return signs.class;
  const process = processOf(signs, host);
  if (process === 'alive') return 'running';
  if (!isOverdue(signs, process, now)) return 'running';
  return process === 'gone' ? 'interrupted' : 'stale';
}

type ProcessState = 'alive' | 'gone' | 'unseen' | 'unknown';

/**
 * `alive` and `gone` only where that is certain: same host, and for `gone` the same kernel boot too, since a pid of a
 * container's own name space is not ours to see: `unseen`. A machine that booted anew has lost its processes. `unknown`:
 * another host's.
 */
export function processOf({ hostname, pid, bootId, processStartedAt, createdAt }: Signs, host: Host): ProcessState {
  if (hostname === null || hostname !== host.hostname || pid === null || !Number.isSafeInteger(pid) || pid < 1) return 'unknown';
  const absent = bootId === null || host.bootId === null ? 'unseen' : 'gone';
  if (bootId !== null && host.bootId !== null && bootId !== host.bootId) return 'gone';
  const start = host.startOf(pid);
  if (start === undefined) return absent;
  if (start === 'alive' || isOwner(start, processStartedAt, createdAt)) return 'alive';
  return absent;
}

/** A reused pid belongs to a process that started after the run began. */
function isOwner(start: number, recorded: number | null, createdAt: number | null): boolean {
  if (recorded !== null) return Math.abs(start - recorded) <= clockSlack;
  return createdAt !== null && start <= createdAt + clockSlack;
}

/** Only a process that nobody can look for is given the long patience. */
function isOverdue(signs: Signs, process: ProcessState, now: number): boolean {
  const last = Math.max(signs.activeAt, signs.heartbeatAt ?? 0);
  const patience = process === 'unknown' && signs.heartbeatAt === null ? silenceOverdue : heartbeatOverdue;
  return now - last > patience;
}
