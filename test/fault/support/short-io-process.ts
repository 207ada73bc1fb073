// Brings files into a pool, and reads them out, while every read and write takes only a part of its bytes; the arguments are root and rounds.
import { randomBytes } from 'node:crypto';
import { Blobs } from '../../../plugins/dedup/tokens.js';
import { openHouse } from '../../dedup/house.js';
import { sha256 } from '../../support/runicorn-artifacts.js';
import { FaultPlan } from './fault-plan.js';
import { fault, operations, started, writeSource } from './pool-operations.js';
import { poolContents } from './pool-objects.js';
import { inScene } from './scenario.js';

const plan = FaultPlan.shared();
const [, , root = '', rounds = '0'] = process.argv;
await inScene(async (scene) => {
  const house = await openHouse(scene, { root });
  const faults: string[] = [];
  for (let round = 0; round < Number(rounds); round++) for (const operation of ['store', 'upload'] as const) {
    const bytes = randomBytes(round === 0 ? 5 : 3_000_001);
    writeSource(house, bytes);
    plan.isShort = true;
    const state = await started(house);
    await operations[operation](house, state, bytes);
    const out: Uint8Array[] = [];
    for await (const piece of house.scope.get(Blobs).read({ digest: sha256(bytes), size: bytes.length, range: undefined }, null, new AbortController().signal)) out.push(piece);
    plan.isShort = false;
    const wrong = Buffer.concat(out).equals(bytes) ? await fault(state.pool, bytes) : 'other bytes came out';
    if (wrong !== undefined) faults.push(`${operation}, round ${round}: ${wrong}`);
  }
  const contents = await poolContents(house);
  faults.push(...contents.faults);
  process.stdout.write(`${JSON.stringify({ met: faults.length === 0, rounds: Number(rounds), objects: contents.objects.size, faults: faults.slice(0, 20) })}\n`);
});
