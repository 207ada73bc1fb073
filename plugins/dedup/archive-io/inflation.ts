import type { ArchiveLimits } from './limits.js';
import { refused } from './refusal.js';

const freeBytes = 10 * 2 ** 20;

/** Keeps what an archive unpacks to within its bounds while it is unpacked, whatever its headers say (SEC-60, step 3). */
export class Inflation {
  readonly #limits: ArchiveLimits;
  #unpacked = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  /** `bytes` more came out; `packed` is what was read of the archive until now. */
  grew(bytes: number, packed: number): void {
    const { ratio, totalBytes } = this.#limits;
    this.#unpacked += bytes;
    // a tar's headers and padding come on top of what its files hold
    if (this.#unpacked > totalBytes * 1.1 + freeBytes) throw refused('limit', `The archive unpacks to more than ${totalBytes} bytes (dedup.archives.totalBytes).`);
    if (this.#unpacked > freeBytes && this.#unpacked > packed * ratio) throw refused('limit', `The archive unpacks to more than ${ratio} times its size (dedup.archives.ratio).`);
  }
}
