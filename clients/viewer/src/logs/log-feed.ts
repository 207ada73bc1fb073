import { logPart, type LogPart } from '../../../../schemas/experiments.js';
import { live } from '../lib/live.js';
import { Store } from '../lib/store.js';
import type { Row } from '../pure/terminal-row.js';
import { Terminal } from '../pure/terminal.js';
import { fetchLog } from '../run/run-api.js';

/** What is known of a log: its rows, and which bytes of the file they are. */
export interface LogState {
  readonly rows: readonly Row[];
  /** Rows that were put in front by the last change. */
  readonly earlier: number;
  /** Rows that came before those that the page began with. */
  readonly headRows: number;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  readonly isFetching: boolean;
  readonly error: unknown;
}

const partBytes = 262_144;
const paintMs = 50;
/** Beyond this the page begins anew at the end of the file: a tab left open for weeks must not fill the memory. */
const mostRows = 300_000;
const nothing: LogState = { rows: [], earlier: 0, headRows: 0, from: 0, to: 0, size: 0, isFetching: true, error: null };

/** The log of one run: the end of the file at once, earlier parts when asked for, new lines as they are written. */
export class LogFeed {
  readonly state = new Store<LogState>(nothing);
  readonly #id: string;
  #head: Row[] = [];
  #tail = new Terminal();
  #unsubscribe: () => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isEnded = false;
  #isEndFetched = false;
  /** Where the newest part ended that came while the end was fetched. */
  #missed = 0;

  constructor(id: string) {
    this.#id = id;
  }

  /** Fetches the end and follows it; the answer ends it. */
  start(): () => void {
    this.#isEnded = false;
    void this.#begin();
    return () => {
      this.#isEnded = true;
      this.#unsubscribe();
      clearTimeout(this.#timer);
    };
  }

  /** Fetches the part before the first row. */
  async earlier(): Promise<void> {
    const { from, isFetching } = this.state.value;
    if (from === 0 || isFetching) return;
    this.#change({ isFetching: true, error: null });
    try {
      const start = Math.max(0, from - partBytes);
      const part = wholeLines(await fetchLog(this.#id, { from: start, bytes: from - start }));
      // The end was fetched anew meanwhile: what came before it is another part.
      if (this.state.value.from !== from) return;
      const terminal = new Terminal();
      terminal.write(part.text);
      const rows = terminal.rows();
      this.#head = [...rows, ...this.#head];
      this.#change({ rows: [...this.#head, ...this.#tail.rows()], earlier: rows.length, headRows: this.#head.length, from: part.from, isFetching: false });
    } catch (error) {
      this.#change({ isFetching: false, error });
    }
  }

  async #begin(): Promise<void> {
    await this.#fetchEnd();
    if (this.#isEnded) return;
    this.#unsubscribe = live.subscribe('experiments.logs', this.#id, String(this.state.value.to), {
      data: (data) => this.#take(logPart.parse(data)),
      refetch: () => void this.#fetchEnd(),
    });
  }

  /** Shows the end of the file as it is now; parts that were pushed meanwhile and are not in it make it fetch once more. */
  async #fetchEnd(): Promise<void> {
    this.#isEndFetched = false;
    this.#change({ isFetching: true, error: null });
    this.#missed = 0;
    try {
      const part = await fetchLog(this.#id, { tail: partBytes });
      this.#head = [];
      this.#tail = new Terminal();
      this.#tail.write(part.text);
      this.state.set({ ...nothing, rows: this.#tail.rows(), from: part.from, to: part.to, size: part.size, isFetching: false });
    } catch (error) {
      this.#change({ isFetching: false, error });
    }
    this.#isEndFetched = true;
    if (this.#missed > this.state.value.to && this.state.value.error === null) await this.#fetchEnd();
  }

  /** A part that does not go on where the rows end means that the file was replaced, or that a part is missing. */
  #take(part: LogPart): void {
    if (!this.#isEndFetched) this.#missed = part.to;
    else if (part.from !== this.state.value.to) void this.#fetchEnd();
    else this.#append(part);
  }

  #append(part: LogPart): void {
    this.#tail.write(part.text);
    this.state.set({ ...this.state.value, to: part.to, size: part.size, earlier: 0 });
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#paint();
    }, paintMs);
  }

  #paint(): void {
    const rows = [...this.#head, ...this.#tail.rows()];
    if (rows.length > mostRows) void this.#fetchEnd();
    else this.#change({ rows, earlier: 0 });
  }

  #change(part: Partial<LogState>): void {
    this.state.set({ ...this.state.value, ...part });
  }
}

/** A part without the line that began before it; a single line longer than the part is kept as it is. */
function wholeLines(part: LogPart): { readonly text: string; readonly from: number } {
  const feed = part.from === 0 ? -1 : part.text.indexOf('\n');
  if (feed < 0 || feed === part.text.length - 1) return part;
  return { text: part.text.slice(feed + 1), from: part.from + new TextEncoder().encode(part.text.slice(0, feed + 1)).length };
}
