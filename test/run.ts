import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';
import { startBundles } from './support/daemon.js';

const here = import.meta.dirname;
startBundles();

// Beside one big root of real fixtures, which its own command reads, everything is run.
const elsewhere = new Map([['roots.test.js', 'reads the real roots of RUNKEEP_ROOTS: npm run test:roots']]);

/** The events of the run, with the list of what was skipped, and why, put before the closing figures; a failure sets the exit code. */
async function* withSkips(events: AsyncIterable<TestEvent>): AsyncGenerator<TestEvent> {
  const skipped = [...elsewhere].map(([file, reason]) => `${file} (${reason})`);
  for await (const event of events) {
    if (event.type === 'test:pass' && event.data.skip !== undefined && event.data.skip !== false) {
      skipped.push(`${event.data.name} (${event.data.skip === true ? 'no reason given' : event.data.skip})`);
    }
    if (event.type === 'test:diagnostic' && event.data.nesting === 0 && /^tests \d/.test(event.data.message)) {
      for (const line of skipped) yield { type: 'test:diagnostic', data: { nesting: 0, message: `skipped: ${line}` } };
    }
    if (event.type === 'test:fail') process.exitCode = 1;
    yield event;
  }
}

const given = process.argv.slice(2);
const all = readdirSync(here, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.js') && !elsewhere.has(name));
const files = all.filter((name) => given.length === 0 || given.some((part) => name.includes(part))).sort();
if (files.length === 0) {
  console.error(`no test file matches ${given.join(' ')}; there are: ${all.join(' ')}`);
  process.exit(64);
}
console.log(`${files.length} test files under ${relative(process.cwd(), here)}`);

const events: AsyncIterable<TestEvent> = run({ files: files.map((name) => join(here, name)), concurrency: Math.max(2, Math.min(4, availableParallelism())), timeout: 300_000 });
Readable.from(withSkips(events)).pipe(new spec()).pipe(process.stdout);
