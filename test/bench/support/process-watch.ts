import { readdirSync, readFileSync } from 'node:fs';

/** Seconds of processor time, by thread. */
export interface CpuTime {
  readonly main: number;
  /** The busiest other thread: in the daemon that of the line. */
  readonly line: number;
  /** All others, the busiest first: checkpoints, and the platform's threads that collect garbage and compile. */
  readonly others: readonly number[];
}

// Linux says so on every architecture that Node runs on.
const ticksPerSecond = 100;

/** Looks at a running process from outside, as `/proc` shows it. */
export class ProcessWatch {
  readonly #pid: number;
  #mostMebibytes = 0;
  readonly #timer: NodeJS.Timeout;
  #before: ReadonlyMap<number, number>;
  #began = performance.now();

  constructor(pid: number) {
    this.#pid = pid;
    this.#before = this.#ticks();
    this.#timer = setInterval(() => this.#note(), 500);
  }

  /** Forgets what was seen until now. */
  begin(): void {
    this.#mostMebibytes = 0;
    this.#before = this.#ticks();
    this.#began = performance.now();
  }

  /** Processor time since `begin`, as a share of one core. */
  get share(): CpuTime {
    const seconds = (performance.now() - this.#began) / 1000;
    const spent = new Map([...this.#ticks()].map(([thread, ticks]) => [thread, (ticks - (this.#before.get(thread) ?? 0)) / ticksPerSecond / seconds]));
    const main = spent.get(this.#pid) ?? 0;
    const rest = [...spent].filter(([thread]) => thread !== this.#pid).map(([, share]) => share).sort((left, right) => right - left);
    const [line = 0, ...others] = rest;
    return { main, line, others };
  }

  /** Resident memory now. */
  get mebibytes(): number {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.#pid}/status`, 'utf8'))?.[1];
    return Number(kibibytes) / 1024;
  }

  get mostMebibytes(): number {
    return this.#mostMebibytes;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #note(): void {
    try {
      this.#mostMebibytes = Math.max(this.#mostMebibytes, this.mebibytes);
    } catch {
      this.close();
    }
  }

  #ticks(): Map<number, number> {
    return new Map(readdirSync(`/proc/${this.#pid}/task`).map((thread) => [Number(thread), ticksOf(`/proc/${this.#pid}/task/${thread}/stat`)]));
  }
}

/** User and system time; the name before them may hold blanks and brackets. */
function ticksOf(path: string): number {
  const fields = readFileSync(path, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}
