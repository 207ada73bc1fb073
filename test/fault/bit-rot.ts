import { chmodSync, readFileSync, renameSync, rmSync, truncateSync, utimesSync, statSync, writeFileSync } from 'node:fs';
import { Checking } from '../../plugins/dedup/fsck/tokens.js';
import { Blobs } from '../../plugins/dedup/tokens.js';
import { Random } from '../support/random.js';
import { PoolScene, type Kept } from './support/pool-scene.js';
import { inScene, numberOption, seedOption, type Options, type Outcome } from './support/scenario.js';

const harms = ['flip', 'cut', 'swap', 'delete'] as const;

/**
 * Objects whose bits flip, that are cut, swapped with one another and deleted behind the daemon's back, sizes and times kept where a disk would keep them:
 * none is ever served, a check finds all of them, and mends those of which a good copy is left. Options: --n 1000, --seed.
 */
export function run(options: Options): Promise<Outcome> {
  const [count, seed] = [numberOption(options, 'n', 1000), seedOption(options)];
  return inScene(async (scene) => {
    const pool = await PoolScene.open(scene);
    const kept = await pool.fill(count, Math.floor(count / 2), 4096);
    harm(kept, new Random(seed));
    const served = await readAll(pool, kept.filter((_, index) => index % 10 === 0));
    const check = pool.house.scope.get(Checking);
    const before = await check.run({ full: true, repair: false });
    const first = await check.run({ full: true, repair: true });
    const after = await check.run({ full: true, repair: false });
    const whole = await readAll(pool, kept);
    const withCopy = Math.floor(count / 2);
    // what was read before was set aside, and mended or told by then
    const met = served.wrong === 0 && whole.wrong === 0 && before.total + served.mendedOrGone >= count && whole.right >= withCopy && whole.refused === after.left && after.left <= count - withCopy;
    return { met, seed, objects: count, withCopy, servedWrong: served.wrong + whole.wrong, foundUnread: before.total, repaired: first.total - first.left, left: after.left, readable: whole.right, refused: whole.refused };
  });
}

function harm(kept: readonly Kept[], random: Random): void {
  for (const [index, one] of kept.entries()) {
    const { atime, mtime } = statSync(one.path);
    const how = harms[index % harms.length];
    if (how === 'delete') rmSync(one.path);
    else if (how === 'swap') swap(one.path, kept[(index + 1) % kept.length]?.path ?? one.path, one.bytes);
    else {
      chmodSync(one.path, 0o644);
      if (how === 'cut') truncateSync(one.path, random.between(0, one.bytes.length - 1));
      else writeFileSync(one.path, flipped(one.bytes, random));
      utimesSync(one.path, atime, mtime);
    }
  }
}

/** Another object's file under this name. */
function swap(path: string, other: string, bytes: Buffer): void {
  try {
    writeFileSync(`${path}.new`, readFileSync(other));
  } catch {
    writeFileSync(`${path}.new`, Buffer.from(bytes).reverse());
  }
  renameSync(`${path}.new`, path);
}

function flipped(bytes: Buffer, random: Random): Buffer {
  const other = Buffer.from(bytes);
  const at = random.between(0, bytes.length - 1);
  other[at] = (other[at] ?? 0) ^ (1 << random.between(0, 7));
  return other;
}

async function readAll({ house }: PoolScene, kept: readonly Kept[]): Promise<{ readonly right: number; readonly wrong: number; readonly refused: number; readonly mendedOrGone: number }> {
  let [right, wrong, refused] = [0, 0, 0];
  for (const { digest, bytes } of kept) {
    const parts: Uint8Array[] = [];
    try {
      for await (const part of house.scope.get(Blobs).read({ digest, size: bytes.length, range: undefined }, null, new AbortController().signal)) parts.push(part);
      if (Buffer.concat(parts).equals(bytes)) right++;
      else wrong++;
    } catch {
      refused++;
    }
  }
  return { right, wrong, refused, mendedOrGone: right + refused };
}
