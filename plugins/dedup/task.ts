import type { Clock } from '../../daemon/api/clock.js';
import { RunkeepError } from '../../daemon/api/errors.js';
import type { Log } from '../../daemon/api/log.js';
import type { TaskReport } from '../../schemas/dedup-task.js';

/** How work tells where it is. */
export interface Telling {
  readonly signal: AbortSignal;
  readonly step: (name: string, of: { readonly files: number; readonly bytes: number }) => void;
  readonly did: (files: number, bytes: number) => void;
}

const nothing = { done: 0, of: 0 };
const never: TaskReport = { state: 'none', subject: null, step: '', files: nothing, bytes: nothing, started_at: null, ended_at: null, failure: null, answer: null };

/** One long work at a time: begun by a request, looked at by others, ended by its end, by who cancels it, or with the daemon. */
export class Task<Answer> {
  readonly #clock: Clock;
  readonly #log: Log;
  #report = never;
  #stop = new AbortController();
  #running: Promise<void> | undefined;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  report(): TaskReport {
    return this.#report;
  }

  /** Begins, unless one runs: that is a conflict. Whatever becomes of it is told by the report. */
  begin(subject: string, work: (telling: Telling) => Promise<Answer>): TaskReport {
    if (this.#running !== undefined) throw new RunkeepError('conflict', 'task-running', `This work is under way already, for ${this.#report.subject ?? ''}.`, 'Wait for its end, or cancel it.');
    this.#report = { ...never, state: 'running', subject, started_at: this.#clock.now() };
    this.#stop = new AbortController();
    this.#running = this.#run(work, this.#stop.signal);
    return this.#report;
  }

  /** Resolves when nothing runs any more. */
  async cancel(): Promise<TaskReport> {
    this.#stop.abort(new RunkeepError('conflict', 'cancelled', 'The work was cancelled.', 'Begin it again: what is done already is not done twice.'));
    await this.#running;
    return this.#report;
  }

  async close(): Promise<void> {
    await this.cancel();
  }

  async #run(work: (telling: Telling) => Promise<Answer>, signal: AbortSignal): Promise<void> {
    try {
      const answer = await work(this.#telling(signal));
      this.#end({ state: 'complete', answer });
    } catch (failure) {
      if (!(failure instanceof RunkeepError) && !signal.aborted) this.#log.error('work that was begun by a request failed', { subject: this.#report.subject, cause: failure instanceof Error ? failure.stack : String(failure) });
      this.#end({ state: signal.aborted ? 'cancelled' : 'failed', failure: told(failure) });
    }
  }

  #telling(signal: AbortSignal): Telling {
    return {
      signal,
      step: (step, { files, bytes }) => (this.#report = { ...this.#report, step, files: { done: 0, of: files }, bytes: { done: 0, of: bytes } }),
      did: (files, bytes) => (this.#report = { ...this.#report, files: grown(this.#report.files, files), bytes: grown(this.#report.bytes, bytes) }),
    };
  }

  #end(outcome: Partial<TaskReport>): void {
    this.#report = { ...this.#report, ...outcome, ended_at: this.#clock.now() };
    this.#running = undefined;
  }
}

function grown({ done, of }: TaskReport['files'], more: number): TaskReport['files'] {
  return { done: done + more, of };
}

function told(failure: unknown): TaskReport['failure'] {
  if (failure instanceof RunkeepError) return { code: failure.code, title: failure.message, hint: failure.hint };
  return { code: 'failed', title: String(failure), hint: "The daemon's log says more: .runkeep/logs" };
}
