import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { atEnd, type Scene } from '../support/at-end.js';
import { Child } from '../support/child.js';
import { bareEnvironment } from '../support/daemon.js';
import { writeRunicornRoot } from '../support/runicorn-root.js';
import { tempFolder } from '../support/temp-folder.js';
import { treeOf } from '../support/tree-hash.js';
import { until } from '../support/until.js';
import { inScene, type Outcome } from './support/scenario.js';

const nobody = 65_534;
const cli = fileURLToPath(new URL('../../clients/cli/runkeep.js', import.meta.url));
/** Of the five in the root; the fifth is in the recycle bin once the labels of its database are taken over. */
const presentRuns = 4;
const list = z.object({ total: z.number() });

/**
 * DISK-10, SEC-41: a root that belongs to somebody else, and one on a read-only mount, are served from a keep in the user's own state folder; the
 * command line finds that daemon, and no byte of the root changes. A root that this user can write to and others too is still refused. Needs root.
 */
export function run(): Promise<Outcome> {
  return inScene(async (scene) => {
    if (process.getuid?.() !== 0) return { met: false, skipped: 'only root can become another user' };
    const faults = [...(await ofSomebodyElse(scene)), ...(await openToAll(scene))];
    const mounted = await readOnlyMount(scene);
    return { met: faults.length === 0 && (mounted ?? []).length === 0, faults: [...faults, ...(mounted ?? [])], read_only_mount: mounted === undefined ? 'may not mount here' : 'played' };
  });
}

async function ofSomebodyElse(scene: Scene): Promise<string[]> {
  const root = join(tempFolder(scene), 'root');
  writeRoot(root);
  for (const folder of [join(root, '..'), root]) chmodSync(folder, 0o755);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
  chmodSync(root, 0o555);
  return served(scene, root, 'a root of mode 0555 of another user', nobody);
}

async function readOnlyMount(scene: Scene): Promise<string[] | undefined> {
  const folder = tempFolder(scene);
  const [source, root] = [join(folder, 'source'), join(folder, 'root')];
  writeRoot(source);
  mkdirSync(root);
  if (spawnSync('mount', ['--bind', source, root]).status !== 0) return undefined;
  atEnd(scene, () => void spawnSync('umount', ['-l', root]));
  if (spawnSync('mount', ['-o', 'remount,ro,bind', root]).status !== 0) return undefined;
  return served(scene, root, 'a read-only mount', 0);
}

/** A root where others may write is no closed root. */
async function openToAll(scene: Scene): Promise<string[]> {
  const root = join(tempFolder(scene), 'root');
  mkdirSync(root);
  chmodSync(join(root, '..'), 0o755);
  chmodSync(root, 0o777);
  const child = as(nobody, ['--root', root, '--json', 'up', '--port', '0'], stateOf(scene, nobody));
  const { code } = await child.ended;
  return code === 74 && child.stdout.includes('unsafe-permissions') ? [] : [`a root of mode 0777 ended with ${String(code)}: ${child.stdout}`];
}

async function served(scene: Scene, root: string, name: string, uid: number): Promise<string[]> {
  const state = stateOf(scene, uid);
  const before = treeOf(root, () => false);
  const up = as(uid, ['--root', root, 'up', '--port', '0'], state);
  atEnd(scene, async () => {
    up.signal('SIGKILL');
    await up.ended;
  });
  await until(`${name}: the daemon is up`, () => up.stdout.includes('http://') || !up.isAlive, 30_000);
  const says = up.stdout.includes(`everything of Runkeep lies in ${state}/runkeep/`);
  const total = await until(`${name}: the command line finds it`, async () => {
    const ls = as(uid, ['--root', root, '--json', 'ls'], state);
    await ls.ended;
    const read = list.safeParse(JSON.parse(ls.stdout));
    return (read.data?.total ?? 0) >= presentRuns ? presentRuns : undefined;
  }).catch(() => 0);
  up.signal('SIGTERM');
  const { code } = await up.ended;
  const faults = { 'does not say where its keep lies': !says, 'lacks runs in ls': total === 0, 'does not end well': code !== 0, 'changed the root': JSON.stringify(treeOf(root, () => false)) !== JSON.stringify(before), 'wrote into the root': existsSync(join(root, '.runkeep')) };
  const found = Object.entries(faults).filter(([, is]) => is).map(([what]) => `${name} ${what}`);
  return found.length === 0 ? [] : [...found, up.stdout + up.stderr];
}

function writeRoot(root: string): void {
  mkdirSync(root);
  writeRunicornRoot(root);
}

function stateOf(scene: Scene, uid: number): string {
  const folder = tempFolder(scene);
  chownSync(folder, uid, uid);
  return folder;
}

function as(uid: number, args: readonly string[], state: string): Child {
  const user = ['--reuid', String(uid), '--regid', String(uid), '--clear-groups'];
  return new Child('setpriv', [...user, process.execPath, cli, ...args], { ...bareEnvironment(), XDG_STATE_HOME: state, HOME: state }, state);
}
