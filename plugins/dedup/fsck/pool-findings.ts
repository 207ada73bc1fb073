import type { PoolFinding, PoolReport } from '../../../schemas/dedup-checks.js';

/** Findings that a report names. */
const most = 1000;

/** What one check found, read and mended so far. */
export class PoolFindings {
  readonly #first: PoolFinding[] = [];
  readonly #digests = new Set<string>();
  #total = 0;
  #left = 0;
  #objects = 0;
  #bytes = 0;
  /** Objects to look at. */
  of = 0;

  /** Something is wrong; each digest is told once. */
  add(finding: PoolFinding): void {
    if (finding.digest !== null && this.has(finding.digest)) return;
    if (finding.digest !== null) this.#digests.add(finding.digest);
    this.#total++;
    if (finding.repaired_from === null) this.#left++;
    if (this.#first.length < most) this.#first.push(finding);
  }

  has(digest: string): boolean {
    return this.#digests.has(digest);
  }

  looked(objects: number, bytes: number): void {
    this.#objects += objects;
    this.#bytes += bytes;
  }

  /** The report so far; `state` is what an ended check comes to. */
  get report(): Pick<PoolReport, 'progress' | 'findings' | 'total' | 'left' | 'state'> {
    const state = this.#total === 0 ? 'clean' : this.#left === 0 ? 'repaired' : 'damage';
    return { state, progress: { objects: this.#objects, of: this.of, bytes: this.#bytes }, findings: this.#first, total: this.#total, left: this.#left };
  }
}
