import { execFileSync, spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, closeSync, copyFileSync, ftruncateSync, linkSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openHouse } from '../dedup/house.js';
import { poolContents } from './support/pool-objects.js';
import { inScene, type Options, type Outcome } from './support/scenario.js';

type Writer = (path: string) => void;

const inPlace: Writer = (path) => {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, 'changed', 3);
  closeSync(descriptor);
};

/** What programs do to a file after they logged it. */
const writers: Readonly<Record<string, Writer>> = {
  'r+b': inPlace,
  wb: (path) => writeFileSync(path, 'written anew'),
  append: (path) => appendFileSync(path, 'more'),
  truncate: (path) => {
    const descriptor = openSync(path, 'r+');
    ftruncateSync(descriptor, 2);
    closeSync(descriptor);
  },
  'chmod and write': (path) => {
    chmodSync(path, 0o444);
    chmodSync(path, 0o666);
    inPlace(path);
  },
  'another name': (path) => {
    linkSync(path, `${path}.link`);
    inPlace(`${path}.link`);
  },
  'rename over': (path) => {
    writeFileSync(`${path}.new`, 'another file');
    renameSync(`${path}.new`, path);
  },
  'copy over': (path) => {
    writeFileSync(`${path}.other`, 'other bytes');
    copyFileSync(`${path}.other`, path);
  },
};

const memmap = 'import mmap,sys\nwith open(sys.argv[1],"r+b") as f:\n  m=mmap.mmap(f.fileno(),0)\n  m[0:7]=b"changed"\n  m.flush()\n';

/** Every way of writing to a file after it was stored leaves the pool as it was, and the next store takes the new bytes (R-10, POOL-12). */
export function run(_options: Options): Promise<Outcome> {
  return inScene(async (scene) => {
    const house = await openHouse(scene);
    const pool = house.pool();
    const hasPython = spawnSync('python3', ['--version']).status === 0;
    const all: Readonly<Record<string, Writer>> = { ...writers, ...(hasPython && { memmap: (path: string) => void execFileSync('python3', ['-c', memmap, path]) }) };
    const faults: string[] = [];
    for (const [name, write] of Object.entries(all)) {
      const from = join(house.root.path, `${name}.bin`);
      writeFileSync(from, `the weights of ${name}, as they were logged`);
      const before = await pool.store({ from, size: 1, method: 'any' });
      write(from);
      const { objects, faults: found } = await poolContents(house);
      faults.push(...found.map((fault) => `${name}: ${fault}`));
      const after = await pool.store({ from, size: 1, method: 'any' });
      if (!objects.has(before.digest) || after.digest === before.digest) faults.push(`${name}: the object went, or the new bytes were not seen`);
    }
    return { met: faults.length === 0, writers: Object.keys(all), python: hasPython, faults };
  });
}
