import { scrubStatus, type ScrubStatus } from '../../schemas/dedup-checks.js';
import type { Scene } from '../support/at-end.js';
import { startDaemon, type TestDaemon } from '../support/daemon.js';
import { tempFolder } from '../support/temp-folder.js';
import { until } from '../support/until.js';
import { PoolScene } from './support/pool-scene.js';
import { inScene, numberOption, type Options, type Outcome } from './support/scenario.js';

/** What a kill may cost (POOL-31). */
const saveObjects = 1000;

/**
 * A scrub that is killed with `kill -9` goes on where it was: it verifies again only what it had not saved, 1,000 objects at most, keeps its rate, and exports the age
 * of the oldest verification. Options: --n 2500 objects of 4 KiB, --rate 1 MiB/s.
 */
export function run(options: Options): Promise<Outcome> {
  const [count, rate] = [numberOption(options, 'n', 2500), numberOption(options, 'rate', 1)];
  return inScene(async (scene) => {
    const root = tempFolder(scene);
    await inScene(async (inner) => (await PoolScene.open(inner, { root })).plant(count, 4096));
    const first = await killed(scene, root, rate, Math.min(count, saveObjects + 100));
    const saved = await inScene(async (inner) => verified(await PoolScene.open(inner, { root })));
    const began = performance.now();
    const daemon = await startDaemon(scene, { root, args: ['--set', `dedup.scrubMiBPerSecond=${rate}`] });
    const last = await until('all is verified', async () => doneStatus(daemon, count - saved), 300_000);
    const seconds = (performance.now() - began) / 1000;
    const exported = await gauge(daemon);
    await daemon.stop();
    const mebibytesPerSecond = ((count - saved) * 4096) / 2 ** 20 / seconds;
    const met = saved >= saveObjects && first - saved <= saveObjects && last.verified_since_start === count - saved && exported < 3600 && mebibytesPerSecond <= rate * 1.2;
    return { met, objects: count, verifiedBeforeKill: first, saved, verifiedAfter: last.verified_since_start, mebibytesPerSecond: Math.round(mebibytesPerSecond * 100) / 100, oldestSeconds: Math.round(exported) };
  });
}

/** Kills a daemon that has verified so many objects; answers how many it had. */
async function killed(scene: Scene, root: string, rate: number, objects: number): Promise<number> {
  const daemon = await startDaemon(scene, { root, args: ['--set', `dedup.scrubMiBPerSecond=${rate}`] });
  const { verified_since_start } = await until('enough is verified', () => doneStatus(daemon, objects), 300_000);
  await daemon.kill9();
  return verified_since_start;
}

async function doneStatus(daemon: TestDaemon, objects: number): Promise<ScrubStatus | undefined> {
  const status = await daemon.json(scrubStatus, '/api/dedup/scrub');
  return status.verified_since_start >= objects ? status : undefined;
}

async function verified({ house }: PoolScene): Promise<number> {
  const rows = await house.database.reader('dedup_blobs').where('verified_at', '>', 1e6).whereNot({ size: 16 }).select<{ digest: string }[]>('digest');
  return rows.length;
}

/** `runkeep_pool_oldest_verified_seconds`, once what was verified last is saved. */
async function gauge(daemon: TestDaemon): Promise<number> {
  return until('the metric is exported', async () => {
    const { body } = await daemon.get('/metrics');
    const value = Number(/^runkeep_pool_oldest_verified_seconds (\S+)$/m.exec(Buffer.from(body as Uint8Array).toString())?.[1] ?? Infinity);
    return value < 1e9 ? Math.max(value, 0.001) : undefined;
  });
}
