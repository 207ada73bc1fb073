import { RunkeepError } from '../../../daemon/api/errors.js';
import type { Health } from '../../../daemon/api/health.js';

const failures = new Set(['EIO', 'EUCLEAN', 'ESTALE']);

/** What the disk of the pool has shown: once it lost bytes twice, nothing is written to it before a restart (REL-22). */
export class DiskTrust {
  readonly #health: Health;
  #lost = 0;
  #reason: string | undefined;

  constructor(health: Health) {
    this.#health = health;
  }

  /** Throws where the disk is not trusted with anything more. */
  assert(): void {
    if (this.#reason !== undefined) throw new RunkeepError('busy', 'pool-degraded', `The pool takes nothing in: ${this.#reason}.`, 'Look at the disk, then start the daemon again.');
  }

  /** Hears that all went well: one failure long ago says nothing. */
  kept(): void {
    this.#lost = 0;
  }

  /** Hears of a file call that failed; most say nothing against the disk. */
  note(code: string, message: string): void {
    if (code === 'pool-damaged' || code === 'no-target') this.#condemn(`a folder of the pool is gone: ${message}`);
    else if (failures.has(code) && ++this.#lost > 1) this.#condemn(`the disk of the pool fails: ${message}`);
  }

  #condemn(reason: string): void {
    this.#reason = reason;
    this.#health.report('pool', { ok: false, code: 'pool-degraded', message: reason });
  }
}
