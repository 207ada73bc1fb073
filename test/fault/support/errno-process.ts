// Plays every failure of file calls against a pool; the arguments are the root and the errnos. Prints one line of JSON.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { RunkeepError } from '../../../daemon/api/errors.js';
import { openHouse, type House } from '../../dedup/house.js';
import { sha256 } from '../../support/runicorn-artifacts.js';
import { callKinds, type CallKind } from './file-calls.js';
import { errnos, FaultPlan, type Errno } from './fault-plan.js';
import { fault, operations, started, writeSource, type Operation } from './pool-operations.js';
import { poolContents } from './pool-objects.js';
import { inScene } from './scenario.js';

/** Codes by which an errno may be told; of those that are left out any of ours will do, and often another way is taken. */
const codes: Readonly<Partial<Record<Errno, readonly string[]>>> = {
  ENOSPC: ['no-space'], EDQUOT: ['no-space'], EIO: ['io-error'], EUCLEAN: ['io-error'], ESTALE: ['io-error'], EROFS: ['read-only'], EACCES: ['unreadable'],
  EMFILE: ['busy'], ENFILE: ['busy'], ENOMEM: ['busy'], EBUSY: ['busy'], ELOOP: ['bad-path'], ENOTDIR: ['bad-path'], ENAMETOOLONG: ['bad-path'],
};
/** A close that fails has closed, and nothing of a pool is truncated. */
const kinds = callKinds.filter((kind) => kind !== 'close' && kind !== 'truncate');
const mostCalls = 40;
const plan = FaultPlan.shared();

interface Point {
  readonly operation: Operation;
  readonly kind: CallKind;
  readonly nth: number;
  readonly errno: Errno;
}

/** Answers whether there was such a call, and what was wrong afterwards. */
async function play(house: House, { operation, kind, nth, errno }: Point): Promise<{ readonly reached: boolean; readonly told: string; readonly wrong: string | undefined }> {
  const bytes = randomBytes(3000);
  writeSource(house, bytes);
  const before = await started(house);
  plan.arm(kind, nth, errno);
  const failure: unknown = await operations[operation](house, before, bytes).then(() => undefined, (reason: unknown) => reason);
  const reached = plan.disarm();
  const told = failure === undefined ? 'none' : failure instanceof RunkeepError ? failure.code : failure instanceof Error ? failure.message : 'something else';
  const isTyped = failure === undefined || (failure instanceof RunkeepError && codes[errno]?.includes(failure.code) !== false);
  const after = await started(house);
  const isLost = failure === undefined && !existsSync(await after.pool.pathOf(sha256(bytes)));
  await operations[operation](house, after, bytes);
  const left = await fault(after.pool, bytes);
  return { reached, told, wrong: isTyped ? (isLost ? 'an acknowledged object is gone' : left) : `told as ${told}` };
}

const [, , root = '', list = ''] = process.argv;
const chosen = list === '' ? errnos : errnos.filter((errno) => list.split(',').includes(errno));
await inScene(async (scene) => {
  const house = await openHouse(scene, { root });
  await house.pool().opened();
  const faults: string[] = [];
  const told: Record<string, number> = {};
  let points = 0;
  for (const operation of ['store', 'upload'] as const) for (const kind of kinds) for (const errno of chosen) {
    for (let nth = 1; nth <= mostCalls; nth++) {
      const { reached, told: word, wrong } = await play(house, { operation, kind, nth, errno });
      if (wrong !== undefined) faults.push(`${operation}, ${kind} ${nth}, ${errno}: ${wrong}`);
      if (!reached) break;
      points++;
      told[word] = (told[word] ?? 0) + 1;
    }
  }
  const contents = await poolContents(house);
  faults.push(...contents.faults);
  process.stdout.write(`${JSON.stringify({ met: faults.length === 0, points, told, objects: contents.objects.size, faults: faults.slice(0, 20) })}\n`);
});
