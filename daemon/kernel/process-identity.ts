import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** What tells one process from every other, over reboots, reused pids and containers. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly host: string;
  /** Linux boot id; empty where the system has none. */
  readonly bootId: string;
  /** Start time in clock ticks since boot (field 22 of /proc/<pid>/stat); empty where unknown. */
  readonly startTime: string;
  readonly namespace: string;
}

export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, host: hostname(), bootId: bootId(), startTime: startTime(process.pid), namespace: read(() => readlinkSync('/proc/self/ns/pid')) };
}

/** Is the process still there? Only answered for the same boot, host and pid namespace. */
export function isAlive(other: ProcessIdentity): boolean {
  const self = ownIdentity();
  if (other.host !== self.host || other.bootId !== self.bootId || other.namespace !== self.namespace) return false;
  try {
    process.kill(other.pid, 0);
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startTime(other.pid) === other.startTime;
}

function bootId(): string {
  return read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

function startTime(pid: number): string {
  return read(() => {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  });
}

function read(work: () => string): string {
  try {
    return work();
  } catch {
    return '';
  }
}
