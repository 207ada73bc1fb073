import { randomFillSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse } from '../dedup/house.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';
import { poolContents } from './support/pool-objects.js';

/** Many writers of one new file at the same moment: every one is acknowledged, and one whole object is there (C-01). Options: --n 64 --rounds 20 --megabytes 16. */
export function run(options: Options): Promise<Outcome> {
  const [writers, rounds, megabytes] = [numberOption(options, 'n', 64), numberOption(options, 'rounds', 20), numberOption(options, 'megabytes', 16)];
  return inScene(async (scene) => {
    const house = await openHouse(scene);
    const pool = house.pool();
    const from = join(house.root.path, 'shared.bin');
    const expected = new Set<string>();
    let acks = 0;
    for (let round = 0; round < rounds; round++) {
      const bytes = randomFillSync(Buffer.alloc(megabytes * 2 ** 20));
      writeFileSync(from, bytes);
      const digest = sha256(bytes);
      expected.add(digest);
      const answers = await Promise.all(Array.from({ length: writers }, () => pool.store({ from, size: bytes.length, method: 'any' })));
      acks += answers.filter((answer) => answer.digest === digest).length;
    }
    const { objects, faults } = await poolContents(house);
    return { met: acks === writers * rounds && objects.size === expected.size && faults.length === 0, acks, objects: objects.size, methods: Object.fromEntries(pool.counts), faults: faults.slice(0, 20) };
  });
}
