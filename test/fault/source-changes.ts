import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunkeepError } from '../../daemon/api/errors.js';
import { openHouse } from '../dedup/house.js';
import { atEnd } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { until } from '../support/until.js';
import { poolContents } from './support/pool-objects.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

/**
 * A program writes a file over and over in place while it is stored: each store ends with `source-changed`, or with bytes that the file had at one
 * moment (C-04). Each pass of the writer fills the file with one letter, so that two letters in a row of an object show two moments, save where
 * the writer stood. Options: --stores 60 --kibibytes 8192.
 */
export function run(options: Options): Promise<Outcome> {
  const [stores, kibibytes] = [numberOption(options, 'stores', 60), numberOption(options, 'kibibytes', 8192)];
  return inScene(async (scene) => {
    const house = await openHouse(scene);
    const from = join(house.root.path, 'growing.bin');
    writeFileSync(from, Buffer.alloc(kibibytes * 1024, 'a'));
    const writer = new Child(process.execPath, [fileURLToPath(new URL('support/rewriter.js', import.meta.url)), from, String(kibibytes * 1024)]);
    atEnd(scene, () => writer.signal('SIGKILL'));
    await until('the writer writes', () => writer.stdout.includes('writing'));
    const pool = house.pool();
    const told = new Map<string, number>();
    const digests = new Set<string>();
    for (let nth = 0; nth < stores; nth++) {
      const storing = pool.store({ from, size: kibibytes * 1024, method: 'any' }).then(({ digest }) => digests.add(digest));
      const answer: unknown = await storing.catch((failure: unknown) => failure);
      const word = answer instanceof RunkeepError ? answer.code : answer instanceof Error ? String(answer) : 'stored';
      told.set(word, (told.get(word) ?? 0) + 1);
    }
    const torn = [];
    for (const digest of digests) if (turns(readFileSync(await pool.pathOf(digest))) > 1) torn.push(digest);
    const { faults } = await poolContents(house);
    const odd = [...told.keys()].filter((code) => code !== 'stored' && code !== 'source-changed');
    return { met: torn.length === 0 && faults.length === 0 && odd.length === 0, stores, told: Object.fromEntries(told), torn: torn.length, faults: faults.slice(0, 20) };
  });
}

/** How often the letter changes: one pass overwrites the one before it from its beginning, so that a moment shows one change. */
function turns(bytes: Buffer): number {
  let count = 0;
  for (let at = 1; at < bytes.length; at++) if (bytes[at] !== bytes[at - 1]) count++;
  return count;
}
