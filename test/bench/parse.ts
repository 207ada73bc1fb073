import { EventParser, ParserKit } from '../../daemon/ingest/parse.js';
import { Random } from '../support/random.js';
import { metricLine } from '../support/run-directory.js';
import { numberOf, spread, type BenchOptions, type Figure, type Result } from './support/bench.js';

interface Shape {
  readonly name: string;
  readonly points: number;
  readonly bytes: Buffer;
  /** The same, each line behind a blank: the scanner takes none of them. */
  readonly indented: Buffer;
  readonly lines: number;
}

/** One way of reading lines: takes all of them, answers how many rows it saw. */
type Reader = (shape: Shape) => number;

const chunkBytes = 256 * 1024;
const shapeBytes = 8 * 1024 * 1024;
const goal = 4;

/**
 * Bytes in memory to columns, by turns in one process: the scanner, the general path, `JSON.parse` for every line. `--rounds` times each.
 */
export function run(options: BenchOptions): Promise<Result> {
  const rounds = numberOf(options, 'rounds', 9);
  const parser = new EventParser(new ParserKit());
  const readers: Readonly<Record<string, Reader>> = { scanner: ({ bytes }) => taken(parser, bytes), 'general path': ({ indented }) => taken(parser, indented), 'JSON.parse': parsedByLine };
  const figures: Record<string, Figure> = {};
  const ratios: Record<string, number[]> = {};
  const goals: Record<string, { goal: string; met: boolean }> = {};
  for (const shape of shapes()) {
    const rates = measured(shape, readers, rounds);
    for (const [reader, values] of Object.entries(rates)) {
      figures[`${shape.name}, ${reader}`] = { unit: 'lines/s', values };
      figures[`${shape.name}, ${reader}, points`] = { unit: 'points/s', values: values.map((rate) => rate * shape.points) };
    }
    const ratio = (rates['scanner'] ?? []).map((rate, round) => rate / (rates['JSON.parse']?.[round] ?? Number.NaN));
    ratios[`${shape.name}: scanner / JSON.parse`] = ratio;
    goals[shape.name] = { goal: `scanner at least ${goal} times JSON.parse per line`, met: spread(ratio).median >= goal };
  }
  return Promise.resolve({ figures, ratios, goals });
}

function measured(shape: Shape, readers: Readonly<Record<string, Reader>>, rounds: number): Record<string, number[]> {
  const rates: Record<string, number[]> = {};
  // The first round warms the compilers and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, read] of Object.entries(readers)) {
      const started = performance.now();
      const seen = read(shape);
      const seconds = (performance.now() - started) / 1000;
      if (seen !== shape.lines) throw new Error(`${name} read ${seen} of ${shape.lines} lines`);
      if (round > 0) (rates[name] ??= []).push(shape.lines / seconds);
    }
  }
  return rates;
}

function taken(parser: EventParser, bytes: Buffer): number {
  let rows = 0;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.lastIndexOf(0x0a, Math.min(bytes.length, start + chunkBytes) - 1) + 1;
    rows += parser.parse(bytes, start, end, start).rows;
    start = end;
  }
  return rows;
}

function parsedByLine({ bytes }: Shape): number {
  let rows = 0;
  for (let start = 0; start < bytes.length; ) {
    const lf = bytes.indexOf(0x0a, start);
    const event = JSON.parse(bytes.toString('utf8', start, lf)) as { readonly type: string };
    if (event.type === 'metrics') rows++;
    start = lf + 1;
  }
  return rows;
}

function shapes(): Shape[] {
  const random = new Random(1);
  // A root has all 53 bits.
  const next = (): number => Math.sqrt(random.next());
  const many = (count: number, name: string, value: () => number): Record<string, number> => Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}_${index}`, value()]));
  return [
    shapeOf('2 metrics', 2, (step) => metricLine({ loss: Math.round(4e4 / step) / 1e4, acc: Math.round(next() * 1e4) / 1e4 }, { step, stage: 'train', ts: 1_790_000_000 + step / 8 })),
    shapeOf('10 metrics of 17 digits', 10, (step) => metricLine(many(10, 'metric', next), { step, stage: 'train', ts: 1_790_000_000 + next() * 1e4 })),
    shapeOf('100 metrics', 100, (step) => metricLine(many(100, 'layer/grad_norm', () => Math.fround(next())), { step, ts: 1_790_000_000 + step })),
    shapeOf('500 metrics, 4 decimals', 500, (step) => metricLine(many(500, 'metric', () => Math.round(next() * 1e4) / 1e4), { step, ts: 1_790_000_000 + step })),
  ];
}

function shapeOf(name: string, points: number, line: (step: number) => string): Shape {
  const lines: string[] = [];
  for (let bytes = 0; bytes < shapeBytes; bytes += lines.at(-1)?.length ?? 0) lines.push(line(lines.length + 1));
  return { name, points, bytes: Buffer.from(lines.join('')), indented: Buffer.from(lines.map((text) => ` ${text}`).join('')), lines: lines.length };
}
