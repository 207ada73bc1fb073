import { existsSync, linkSync, mkdirSync, statSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse } from '../dedup/house.js';
import type { Scene } from '../support/at-end.js';
import { tempFolder } from '../support/temp-folder.js';
import { poolContents } from './support/pool-objects.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

const kinds: Readonly<Record<number, string>> = { 0xef53: 'ext4', 0x58465342: 'xfs', 0x9123683e: 'btrfs', 0x01021994: 'tmpfs', 0x794c7630: 'overlay' };
/** Where no end is found before, none is looked for. */
const mostLinks = 70_000;

/**
 * Tens of thousands of files with the same bytes are one object with one name, and an object that somebody linked to until the file system allowed no
 * more is replaced by our own copy (C-05, REL-21); on the temporary folder and on /dev/shm. Options: --n 70000.
 */
export function run(options: Options): Promise<Outcome> {
  const count = numberOption(options, 'n', 70_000);
  return inScene(async (scene) => {
    const folders = [tempFolder(scene), ...(existsSync('/dev/shm') ? [inMemory(scene)] : [])];
    const disks = [];
    for (const folder of folders) disks.push(await onDisk(scene, folder, count));
    return { met: disks.every(({ faults }) => faults.length === 0), disks };
  });
}

function inMemory(scene: Scene): string {
  return tempFolder(scene, '../dev/shm/runkeep-test-');
}

async function onDisk(scene: Scene, folder: string, count: number): Promise<{ readonly kind: string; readonly links: number; readonly methods: object; readonly faults: readonly string[] }> {
  const house = await openHouse(scene, { root: folder });
  const pool = house.pool();
  const files = Array.from({ length: count }, (_, index) => join(folder, `copies/${index % 100}/${index}`));
  for (let index = 0; index < 100; index++) mkdirSync(join(folder, `copies/${index}`), { recursive: true });
  for (const file of files) writeFileSync(file, 'the same bytes everywhere');
  const { digest } = await pool.store({ from: files[0] ?? '', size: 25, method: 'any' });
  const stored = await pool.storeAll(files.map((from) => ({ from, size: 25, method: 'any' as const })));
  const faults = stored.every((one) => one.digest === digest) ? [] : ['not every file has the digest'];
  const path = await pool.pathOf(digest);
  const links = linkMany(path, join(folder, 'links'));
  await pool.store({ from: files[0] ?? '', size: 25, method: 'any' });
  if (statSync(path).nlink !== 1) faults.push('the object is still linked to');
  faults.push(...(await poolContents(house)).faults);
  return { kind: kinds[statfsSync(folder).type] ?? 'another', links, methods: Object.fromEntries(pool.counts), faults };
}

/** Names for one file until the file system refuses; answers how many there were. */
function linkMany(path: string, folder: string): number {
  mkdirSync(folder);
  for (let made = 0; made < mostLinks; made++) {
    try {
      linkSync(path, join(folder, String(made)));
    } catch {
      return made;
    }
  }
  return mostLinks;
}
