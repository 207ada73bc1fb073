import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { callKinds, type CallKind } from './file-calls.js';

const key = 'runkeep fault plan';
const [kindAt, countAt, errnoAt, shortAt, words] = [0, 1, 2, 3, 4] as const;

/** Errnos that REL-20 speaks of. */
export const errnos = ['ENOSPC', 'EDQUOT', 'EIO', 'EUCLEAN', 'ESTALE', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ENOMEM', 'EXDEV', 'EMLINK', 'ENOTSUP', 'ENOSYS', 'EINVAL', 'ELOOP', 'ENOTDIR', 'ENAMETOOLONG', 'EBUSY'] as const;
export type Errno = (typeof errnos)[number];

/** Which file call fails next, in whatever thread of this process it is made. */
export class FaultPlan {
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** The plan of this process: the first thread makes it, those that it begins find it. */
  static shared(): FaultPlan {
    const known = getEnvironmentData(key);
    const memory = known instanceof SharedArrayBuffer ? known : new SharedArrayBuffer(words * Int32Array.BYTES_PER_ELEMENT);
    setEnvironmentData(key, memory);
    return new FaultPlan(memory);
  }

  /** From now on the `nth` call of this kind fails, once. */
  arm(kind: CallKind, nth: number, errno: Errno): void {
    Atomics.store(this.#words, errnoAt, errnos.indexOf(errno));
    Atomics.store(this.#words, kindAt, callKinds.indexOf(kind));
    Atomics.store(this.#words, countAt, nth);
  }

  /** Ends it; was there such a call? */
  disarm(): boolean {
    return Atomics.exchange(this.#words, countAt, 0) <= 0;
  }

  /** The errno with which this call fails. */
  take(kind: CallKind): Errno | undefined {
    if (Atomics.load(this.#words, countAt) <= 0 || callKinds[Atomics.load(this.#words, kindAt)] !== kind) return undefined;
    return Atomics.sub(this.#words, countAt, 1) === 1 ? errnos[Atomics.load(this.#words, errnoAt)] : undefined;
  }

  /** Reads and writes take only a part of their bytes while this holds. */
  set isShort(value: boolean) {
    Atomics.store(this.#words, shortAt, Number(value));
  }

  get isShort(): boolean {
    return Atomics.load(this.#words, shortAt) === 1;
  }
}
