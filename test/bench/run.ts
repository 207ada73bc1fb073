import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startBundles } from '../support/daemon.js';
import type { Bench, BenchOptions } from './support/bench.js';
import { report, reportLines } from './support/report.js';

const usage = (names: readonly string[]): string => `usage: npm run bench -- <${names.join('|')}> [--json] [--check] [--seconds N] [--<option> N]...`;

startBundles();
const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.js') && file !== 'run.js').map((file) => file.slice(0, -3));
const { values, positionals } = parseArgs({ allowPositionals: true, strict: false, options: { json: { type: 'boolean' }, check: { type: 'boolean' } }, args: joined(process.argv.slice(2)) });
const [name = ''] = positionals;
if (!names.includes(name)) {
  console.error(usage(names));
  process.exit(64);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
const { run } = (await import(`./${name}.js`)) as { readonly run: Bench };
const result = await run(textsOf(values));
console.log(reportLines(name, result).join('\n'));
if (values['json'] === true) console.log(JSON.stringify(report(name, result)));
const isMissed = Object.values(result.goals).some(({ met }) => !met);
process.exit(values['check'] === true && isMissed ? 1 : 0);

/** `--seconds 60` becomes `--seconds=60`: the options of a bench are its own affair. */
function joined(args: readonly string[]): string[] {
  const words: string[] = [];
  for (const word of args) {
    const last = words.at(-1);
    const takes = last !== undefined && /^--(?!json$|check$)[a-z-]+$/.test(last) && !word.startsWith('--');
    if (takes) words[words.length - 1] = `${last}=${word}`;
    else words.push(word);
  }
  return words;
}

function textsOf(given: Readonly<Record<string, unknown>>): BenchOptions {
  return Object.fromEntries(Object.entries(given).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
}
