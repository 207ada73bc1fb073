import { logPart } from '../../schemas/experiments.js';
import type { LiveReply } from '../../schemas/live.js';
import { shown } from './numbers.js';
import type { Output } from './output.js';
import { metricRows, type MetricRow } from './points-frame.js';
import { visible, visibleLog } from './visible.js';
import type { Listener } from './live-subscription.js';

const logText = logPart.pick({ text: true });

/** Prints what `tail` hears: a line of people's text or of JSON for every metrics event and every line of the log. */
export class TailPrinter implements Listener {
  readonly #output: Output;
  readonly #isRaw: boolean;
  readonly #nextRow = new Map<string, number>();

  constructor(output: Output, { isRaw }: { readonly isRaw: boolean }) {
    this.#output = output;
    this.#isRaw = isRaw;
  }

  text(reply: LiveReply): void {
    if ('refetch' in reply) this.#output.remark(`(${reply.topic}: some were left out, this terminal is slow)`);
    else if ('data' in reply) this.log(logText.parse(reply.data).text);
  }

  binary(bytes: Uint8Array): void {
    const { meta, rows } = metricRows(bytes);
    const file = `${meta.generation} ${meta.file}`;
    // A frame may begin before the place that the subscription went on from: what was printed is not printed again.
    const next = this.#nextRow.get(file) ?? 0;
    for (const row of rows) if (row.row >= next) this.#metrics(row);
    this.#nextRow.set(file, Math.max(next, meta.first_row + rows.length));
  }

  /** Whole lines of a log. */
  log(text: string): void {
    if (text === '') return;
    if (this.#isRaw && !this.#output.json) {
      process.stdout.write(text);
      return;
    }
    for (const line of text.replace(/\n$/, '').split('\n')) {
      this.#output.answer({ type: 'log', line }, () => [visibleLog(line, this.#output.colours)]);
    }
  }

  #metrics({ ts, step, stage, values }: MetricRow): void {
    if (values.size === 0) return;
    this.#output.answer({ type: 'metrics', ts, step, stage, values: Object.fromEntries(values) }, () => {
      const time = new Date(ts * 1000).toLocaleTimeString('en-GB');
      const head = [time, step === null ? '' : `step ${step}`, stage === null ? '' : visible(stage)].filter((part) => part !== '');
      const pairs = [...values].map(([name, value]) => `${this.#output.styled('dim', visible(name))} ${shown(value)}`);
      return [[...head, ...pairs].join('  ')];
    });
  }
}
