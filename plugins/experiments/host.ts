import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { Host } from './liveness.js';

const ticksPerSecond = 100;

/** This machine, as /proc tells it; elsewhere a signal 0 tells only that a process lives. */
export function thisHost(): Host {
  const bootTime = numberIn(/^btime (\d+)$/m, read('/proc/stat'));
  return { hostname: os.hostname(), bootId: read('/proc/sys/kernel/random/boot_id')?.trim() ?? null, startOf: (pid) => startOf(pid, bootTime) };
}

function startOf(pid: number, bootTime: number | undefined): number | 'alive' | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined || bootTime === undefined) return lives(pid) ? 'alive' : undefined;
  // the command's name stands in brackets and may hold blanks and brackets: fields are counted behind the last one
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
  return bootTime + Number(fields[19]) / ticksPerSecond;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function numberIn(pattern: RegExp, text: string | undefined): number | undefined {
  const digits = pattern.exec(text ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
