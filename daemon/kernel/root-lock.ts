import { readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../api/errors.js';
import type { Log } from '../api/log.js';
import type { Root } from '../api/root.js';
import { writeAtomic } from './atomic-file.js';
import { isAlive, ownIdentity, type ProcessIdentity } from './process-identity.js';

/** An exclusive hold that the system itself ends when the process dies; undefined = somebody has it. */
export type HoldGuard = (path: string) => { release(): void } | undefined;

/** What decides whether a root may be taken. */
export interface TakeRules {
  readonly hold: HoldGuard;
  /** The root lies where other machines may write to it. */
  readonly isNetwork: boolean;
  /** The user says that the owner on the other machine is gone. */
  readonly takeOver: boolean;
  readonly log: Log;
}

interface LockFile extends ProcessIdentity {
  readonly url: string | null;
  readonly startedAt: string;
}

/** One daemon per root (REL-50): the guard decides, the lock file explains who it is and where it listens. */
export class RootLock {
  readonly #file: string;
  readonly #release: () => void;
  readonly #identity = ownIdentity();
  readonly #startedAt = new Date().toISOString();
  #identityOfRoot: string;
  readonly #root: Root;

  private constructor(root: Root, release: () => void) {
    this.#root = root;
    this.#file = join(root.keep, 'lock');
    this.#release = release;
    this.#identityOfRoot = this.#placesOnDisk();
  }

  /** Takes the root, or says who keeps it and exits with 75. */
  static take(root: Root, { hold, isNetwork, takeOver, log }: TakeRules): RootLock {
    const before = readLock(join(root.keep, 'lock'));
    const guard = hold(join(root.keep, 'lock.guard'));
    if (guard === undefined) throw kept(before);
    const refusal = before === undefined ? undefined : refusalOf(before, isNetwork && !takeOver);
    if (refusal !== undefined) {
      guard.release();
      throw refusal;
    }
    if (before !== undefined) log.info('took over the root from a daemon that is gone', { pid: before.pid, host: before.host });
    const lock = new RootLock(root, () => {
      guard.release();
    });
    lock.announce(null);
    return lock;
  }

  /** Writes where the daemon listens now. */
  announce(url: string | null): void {
    writeAtomic(this.#file, `${JSON.stringify({ ...this.#identity, url, startedAt: this.#startedAt } satisfies LockFile)}\n`);
    this.#identityOfRoot = this.#placesOnDisk();
  }

  /** What was replaced under the daemon since it took the root (REL-51), or undefined. */
  replaced(): string | undefined {
    return this.#placesOnDisk() === this.#identityOfRoot ? undefined : `the root ${this.#root.path}, its lock or its database`;
  }

  release(): void {
    rmSync(this.#file, { force: true });
    this.#release();
  }

  /** The database may appear after the lock was taken: `announce` looks again. */
  #placesOnDisk(): string {
    return [this.#root.path, this.#file, this.#root.database].map(place).join(' ');
  }
}

function place(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? '-' : `${found.dev}:${found.ino}`;
}

function readLock(path: string): LockFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as LockFile;
  } catch {
    return undefined;
  }
}

function kept(by: LockFile | undefined): StartError {
  return new StartError('locked', by === undefined ? 'the root is kept by another daemon that is just starting' : sentence(by), 'use that one (`runkeep open` prints a link), or stop it first', 75);
}

/** The guard was free: only a lock that another machine or a broken file system hides can still be held. */
function refusalOf(before: LockFile, isFarAway: boolean): StartError | undefined {
  if (isAlive(before) && before.pid !== process.pid) return new StartError('locked', `${sentence(before)}, and locks do not work on this file system`, 'stop it first, or put the root on a local disk', 75);
  if (isFarAway && before.host !== hostname()) return new StartError('locked', `${sentence(before)}, on another machine`, 'stop it there; if that machine is gone, start with --take-over', 75);
  return undefined;
}

function sentence(by: LockFile): string {
  return `the root is kept by pid ${by.pid} on ${by.host} since ${by.startedAt} at ${by.url ?? 'an address it has not told yet'}`;
}
