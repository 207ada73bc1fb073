import type { Log } from '../../../daemon/api/log.js';
import type { CollectionHold } from '../../../schemas/contracts/collection-hold.js';
import { poolReport, type PoolCheckRequest, type PoolReport } from '../../../schemas/dedup-checks.js';
import type { SweepRows } from '../gc/sweep-rows.js';
import type { UpkeepRows } from '../gc/upkeep-rows.js';
import { checkFolders } from './folder-check.js';
import { checkObjects, type CheckTask } from './object-check.js';
import { checkPlaces } from './place-check.js';
import { PoolFindings } from './pool-findings.js';
import { checkReferences, type ReferenceCheckParts } from './reference-check.js';

export interface PoolCheckParts extends ReferenceCheckParts {
  readonly hold: CollectionHold;
  /** Finishes collections that were cut short. */
  readonly finish: () => Promise<void>;
  readonly sweeping: SweepRows;
  readonly remembered: UpkeepRows;
  readonly log: Log;
}

const key = 'fsck';
const never: PoolReport = { state: 'never', full: false, started_at: null, ended_at: null, progress: { objects: 0, of: 0, bytes: 0 }, findings: [], total: 0, left: 0, failure: null };

/** Compares the pool with its rows, and mends what an intact copy can mend (POOL-30, 33). Without `repair` it changes nothing. */
export class PoolCheck {
  readonly #parts: PoolCheckParts;
  readonly #closing = new AbortController();
  #running: { readonly ended: Promise<PoolReport>; readonly report: () => PoolReport } | undefined;
  #last: PoolReport | undefined;

  constructor(parts: PoolCheckParts) {
    this.#parts = parts;
  }

  /** The check that runs, or the last one, also of an earlier start. */
  async report(): Promise<PoolReport> {
    return this.#running?.report() ?? this.#last ?? (await this.#parts.remembered.read(key, poolReport)) ?? never;
  }

  /** Begins a check unless one runs; the answer is its report so far. */
  begin(asked: PoolCheckRequest): PoolReport {
    if (this.#running === undefined) void this.run(asked);
    return this.#running?.report() ?? never;
  }

  /** The report of a whole check; of the one that runs, where there is one. */
  run(asked: PoolCheckRequest): Promise<PoolReport> {
    if (this.#running !== undefined) return this.#running.ended;
    const findings = new PoolFindings();
    const begun = { ...never, full: asked.full, started_at: this.#parts.clock.now() };
    const ended = this.#run({ ...asked, findings, signal: this.#closing.signal }, begun).finally(() => (this.#running = undefined));
    this.#running = { ended, report: () => ({ ...begun, ...findings.report, state: 'running' }) };
    return ended;
  }

  /** Calls off what runs, and waits for it. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the daemon stops'));
    await this.#running?.ended;
  }

  async #run(task: CheckTask, begun: PoolReport): Promise<PoolReport> {
    const { hold, clock, remembered, log } = this.#parts;
    try {
      await this.#checkDeleting(task);
      await hold.holdCollection(() => this.#checkAll(task));
      this.#last = { ...begun, ...task.findings.report, ended_at: clock.now() };
    } catch (failure) {
      log.error('the check of the pool ended early', { cause: String(failure) });
      this.#last = { ...begun, ...task.findings.report, state: 'failed', ended_at: clock.now(), failure: String(failure) };
    }
    await remembered.write(key, this.#last).catch((failure: unknown) => log.warn('the report of the check could not be kept', { cause: String(failure) }));
    return this.#last;
  }

  async #checkAll(task: CheckTask): Promise<void> {
    await checkObjects(this.#parts, task);
    await checkFolders(this.#parts, task);
    await checkPlaces(this.#parts, task);
    await checkReferences(this.#parts, task);
    if (task.repair) await this.#parts.damage.repairOpen(task.signal);
    else await this.#parts.damage.tellHealth();
  }

  /** At rest no row is `deleting` (REL-60). */
  async #checkDeleting({ findings, repair }: CheckTask): Promise<void> {
    const { hold, finish, sweeping } = this.#parts;
    // a slice that is under way ends before the hold begins
    const left = await hold.holdCollection(() => sweeping.deleting(1000));
    if (repair && left.length > 0) await finish();
    for (const digest of left) findings.add({ code: 'row-deleting', digest, path: null, versions: [], message: 'a collection was cut short', repaired_from: repair ? 'it was finished' : null });
  }
}
