import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { spread, type Result } from './bench.js';

/** The object of the bench's last line with `--json`. */
export function report(bench: string, { figures, ratios, goals }: Result): object {
  return {
    bench,
    machine: machine(),
    figures: mapped(figures, ({ unit, values }) => ({ ...rounded(values), unit })),
    ratios: mapped(ratios, rounded),
    goals,
  };
}

/** The same as a table for people. */
export function reportLines(bench: string, { figures, ratios, goals }: Result): string[] {
  const row = (name: string, values: readonly number[], unit: string): string => {
    const { median, min, max } = spread(values);
    return `  ${name.padEnd(34)}${shown(median).padStart(12)}${shown(min).padStart(12)}${shown(max).padStart(12)}  ${unit}`;
  };
  return [
    `${bench} on ${Object.values(machine()).join(', ')}`,
    '',
    `  ${'figure'.padEnd(34)}${'median'.padStart(12)}${'min'.padStart(12)}${'max'.padStart(12)}`,
    ...Object.entries(figures).map(([name, { unit, values }]) => row(name, values, unit)),
    ...Object.entries(ratios).map(([name, values]) => row(name, values, 'times')),
    '',
    ...Object.entries(goals).map(([name, { goal, met }]) => `  ${met ? 'met   ' : 'MISSED'}  ${name}: ${goal}`),
  ];
}

function machine(): Record<string, string> {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: `${availableParallelism()} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    kernel: process.platform === 'win32' ? 'windows' : execFileSync('uname', ['-sr'], { encoding: 'utf8' }).trim(),
  };
}

function mapped<From, To>(values: Readonly<Record<string, From>>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, to(value)]));
}

function rounded(values: readonly number[]): Record<string, number> {
  return mapped({ ...spread(values) }, (value) => Number(value.toPrecision(5)));
}

function shown(value: number): string {
  if (Math.abs(value) >= 1e6) return `${(value / 1e6).toFixed(2)} M`;
  return Math.abs(value) >= 1e4 ? `${(value / 1e3).toFixed(1)} k` : String(Number(value.toPrecision(4)));
}
