import { z } from 'zod';
import type { Output } from './output.js';
import { visible } from './visible.js';

const warning = 40;
const entry = z.looseObject({ level: z.number(), time: z.union([z.number(), z.string()]), msg: z.string() });

/** What the daemon logs, for the terminal it was started in: warnings and errors as sentences, or every line when `all`. */
export class DaemonLog {
  readonly #output: Output;
  readonly #all: boolean;

  constructor(output: Output, all: boolean) {
    this.#output = output;
    this.#all = all;
  }

  line(text: string): void {
    const read = entryOf(text);
    if (read === undefined) {
      if (text.trim() !== '') this.#output.remark(visible(text));
      return;
    }
    const { level, time, msg, rest } = read;
    if (level < warning && !this.#all) return;
    const clock = new Date(time).toLocaleTimeString('en-GB');
    const message = this.#output.styled(level > warning ? 'red' : level === warning ? 'yellow' : 'dim', visible(msg));
    this.#output.remark(`${clock}  ${message}${rest === '' ? '' : `  ${this.#output.styled('dim', visible(rest))}`}`);
  }
}

interface Entry {
  readonly level: number;
  readonly time: number | string;
  readonly msg: string;
  readonly rest: string;
}

function entryOf(text: string): Entry | undefined {
  try {
    const { level, time, msg, ...rest } = entry.parse(JSON.parse(text));
    return { level, time, msg, rest: Object.keys(rest).length === 0 ? '' : JSON.stringify(rest) };
  } catch {
    return undefined;
  }
}
