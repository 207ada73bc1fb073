import { readdirSync } from 'node:fs';
import { startBundles } from '../support/daemon.js';
import type { Options, Outcome, Run } from './support/scenario.js';

/** Scenarios are the modules beside this one; what they share lies in support/. */
function scenarioNames(): string[] {
  const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.js') && file !== 'run.js');
  return names.map((file) => file.slice(0, -3)).sort();
}

function parse(args: readonly string[]): { readonly name: string | undefined; readonly options: Options } {
  const [name, ...rest] = args;
  const options: Record<string, string> = {};
  rest.forEach((word, index) => {
    if (!word.startsWith('--')) return;
    const next = rest[index + 1];
    const [key = '', value] = word.slice(2).split('=', 2);
    options[key] = value ?? (next === undefined || next.startsWith('--') ? '' : next);
  });
  return { name, options };
}

async function play(name: string, options: Options): Promise<boolean> {
  const started = performance.now();
  const outcome = await outcomeOf(name, options);
  console.log(JSON.stringify({ scenario: name, ...outcome, seconds: Math.round((performance.now() - started) / 100) / 10 }));
  return outcome.met || outcome.skipped !== undefined;
}

async function outcomeOf(name: string, options: Options): Promise<Outcome> {
  try {
    const { run } = (await import(`./${name}.js`)) as { readonly run?: Run };
    return run === undefined ? { met: false, error: `test/fault/${name}.js exports no run()` } : await run(options);
  } catch (error) {
    return { met: false, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

startBundles();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
const { name, options } = parse(process.argv.slice(2));
const names = scenarioNames();
if (name === undefined || (name !== 'all' && !names.includes(name))) {
  console.error(`usage: npm run test:fault -- <${[...names, 'all'].join('|')}> [--option value]...`);
  process.exit(64);
}
let met = true;
for (const each of name === 'all' ? names : [name]) met = (await play(each, options)) && met;
process.exit(met ? 0 : 1);
