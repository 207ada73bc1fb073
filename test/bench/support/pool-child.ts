// Stores the files that it is told on stdin, one list a line, in a pool of its own; answers each with what it took. The argument is the root.
import { createInterface } from 'node:readline';
import { inScene } from '../../fault/support/scenario.js';
import { openHouse } from '../../dedup/house.js';
import { Lateness } from './lateness.js';

/** What one list took. */
export interface StoredList {
  readonly seconds: number;
  /** Milliseconds by which a timer of the main thread came too late, 99 of 100 times at most. */
  readonly stallMs: number;
  readonly methods: Readonly<Record<string, number>>;
}

const [, , root = ''] = process.argv;
await inScene(async (scene) => {
  const pool = (await openHouse(scene, { root })).pool();
  await pool.opened();
  process.stdout.write('ready\n');
  for await (const line of createInterface(process.stdin)) {
    const files = JSON.parse(line) as { readonly from: string; readonly size: number }[];
    const lateness = new Lateness();
    const began = performance.now();
    await pool.storeAll(files.map(({ from, size }) => ({ from, size, method: 'any' as const })));
    const seconds = (performance.now() - began) / 1000;
    process.stdout.write(`${JSON.stringify({ seconds, stallMs: lateness.end(), methods: Object.fromEntries(pool.counts) } satisfies StoredList)}\n`);
  }
});
