import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statfsSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openRoot } from '../../daemon/kernel/root-folder.js';
import { systemClock } from '../../daemon/kernel/clock.js';
import { openDatabase } from '../../daemon/store/open-database.js';
import { dedup } from '../../plugins/dedup/plugin.js';
import type { Capabilities, DroppedView, ViewAnswer } from '../../schemas/dedup-views.js';
import { House } from '../dedup/house.js';
import { ourVersion } from '../dedup/our-version.js';
import { atEnd, type Scene } from '../support/at-end.js';
import { quietLog } from '../support/quiet-log.js';
import { sha256 } from '../support/runicorn-artifacts.js';
import { tempFolder } from '../support/temp-folder.js';
import { inScene, type Outcome } from './support/scenario.js';

const params = { type: 'model', name: 'net', version: 'v1' };
const bytes = Buffer.alloc(64 * 2 ** 20, 'not all the same ');
/** A tenth of the file: journals and inodes take some. */
const slack = bytes.length / 10;

type Mount = (scene: Scene, folder: string) => boolean;

const disks: Readonly<Record<string, Mount>> = {
  tmpfs: (scene, folder) => mounted(scene, folder, ['-t', 'tmpfs', '-o', 'size=600m,mode=0700', 'runkeep-test']),
  ext4: (scene, folder) => onImage(scene, folder, ['mkfs.ext4', '-q', '-F']),
  xfs: (scene, folder) => onImage(scene, folder, ['mkfs.xfs', '-q']),
  btrfs: (scene, folder) => onImage(scene, folder, ['mkfs.btrfs', '-q']),
};

/**
 * Views on every file system that this machine lets us mount, and across two of them: cloned where that is free, else nothing until somebody asks and
 * copies then; a view that is overwritten changes nothing else, and what is dropped gives its space back (C-06, POOL-10, POOL-12). Needs root.
 */
export async function run(): Promise<Outcome> {
  const outcomes: Record<string, unknown> = {};
  const faults: string[] = [];
  for (const [name, mount] of Object.entries(disks)) {
    const { told, faults: found } = await inScene((scene) => onDisk(scene, mount));
    outcomes[name] = told;
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  }
  const across = await inScene(acrossDevices);
  return { met: faults.length + across.faults.length === 0, faults: [...faults, ...across.faults], disks: { ...outcomes, 'across devices': across.told } };
}

interface Played {
  readonly told: unknown;
  readonly faults: readonly string[];
}

async function onDisk(scene: Scene, mount: Mount): Promise<Played> {
  const folder = tempFolder(scene);
  if (!mount(scene, folder)) return { told: 'may not be mounted here', faults: [] };
  const house = await houseAt(scene, join(folder, 'root'));
  const { file_system: fileSystem, reflink } = await house.call<Capabilities>('GET', '/capabilities');
  const empty = used(folder);
  await ourVersion(house, 'net', { 'w.bin': bytes });
  const stored = used(folder) - empty;
  const view = await ask(house);
  const asked = used(folder) - empty;
  const independent = await isIndependent(house, view.path);
  const { files } = await house.call<DroppedView>('POST', '/artifacts/:type/:name/:version/drop-view', { params });
  const left = used(folder) - empty;
  return {
    told: { fileSystem, reflink, method: view.cloned > 0 ? 'clone' : 'copy', timesStored: timesOf(stored), timesAsked: timesOf(asked), timesDropped: timesOf(left) },
    faults: faultsOf({
      'the method is not that of the file system': view.cloned !== Number(reflink) || view.copied !== Number(!reflink),
      'more than once before anybody asked': stored > bytes.length + slack,
      'a clone took space': reflink && asked - stored > slack,
      'a change of the view went further': !independent,
      'the dropped view did not give its space back': files !== 1 || left - stored > slack,
    }),
  };
}

/** The pool on one device, the folder of the version on another. */
async function acrossDevices(scene: Scene): Promise<Played> {
  const root = join(tempFolder(scene), 'root');
  const house = await houseAt(scene, root);
  await ourVersion(house, 'net', { 'w.bin': bytes });
  mkdirSync(join(root, 'artifacts', 'model'), { recursive: true });
  if (!mounted(scene, join(root, 'artifacts', 'model'), ['-t', 'tmpfs', '-o', 'size=200m,mode=0700', 'runkeep-test'])) return { told: 'may not be mounted here', faults: [] };
  const { path, copied } = await ask(house);
  return { told: { method: 'copy' }, faults: faultsOf({ 'no copy was made across devices': copied !== 1, 'a change of the view went further': !(await isIndependent(house, path)) }) };
}

async function houseAt(scene: Scene, folder: string): Promise<House> {
  mkdirSync(folder, { mode: 0o700 });
  const root = openRoot(folder);
  const database = await openDatabase(root, quietLog, systemClock);
  atEnd(scene, () => database.close());
  await database.migrate(dedup.id, dedup.migrations ?? []);
  const house = new House(root, database);
  atEnd(scene, () => house.hasher.close());
  atEnd(scene, () => house.scope.close());
  return house;
}

function ask(house: House): Promise<ViewAnswer> {
  return house.call('POST', '/artifacts/:type/:name/:version/path', { params, body: { path: 'w.bin' } });
}

/** Overwrites the view in place; the object of the pool keeps its bytes. */
async function isIndependent(house: House, view: string): Promise<boolean> {
  const wasRight = readFileSync(view).equals(bytes);
  chmodSync(view, 0o600);
  writeFileSync(view, Buffer.alloc(bytes.length, 'overwritten'), { flag: 'r+' });
  return wasRight && readFileSync(await house.pool().pathOf(sha256(bytes))).equals(bytes);
}

function mounted(scene: Scene, folder: string, args: readonly string[]): boolean {
  if (spawnSync('mount', [...args, folder]).status !== 0) return false;
  atEnd(scene, () => void spawnSync('umount', ['-l', folder]));
  return true;
}

function onImage(scene: Scene, folder: string, [make = '', ...options]: readonly string[]): boolean {
  const image = join(tempFolder(scene), 'image');
  writeFileSync(image, '');
  truncateSync(image, 600 * 2 ** 20);
  return spawnSync(make, [...options, image]).status === 0 && existsSync(image) && mounted(scene, folder, ['-o', 'loop', image]);
}

/** Bytes that the file system has given away, after everything is on it. */
function used(folder: string): number {
  spawnSync('sync', ['-f', folder]);
  const { blocks, bfree, bsize } = statfsSync(folder);
  return (blocks - bfree) * bsize;
}

function timesOf(size: number): number {
  return Math.round((size / bytes.length) * 100) / 100;
}

function faultsOf(faults: Readonly<Record<string, boolean>>): string[] {
  return Object.entries(faults).flatMap(([fault, is]) => (is ? [fault] : []));
}
