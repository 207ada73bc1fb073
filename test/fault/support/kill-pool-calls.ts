import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { secureAnswer } from '../../../schemas/dedup.js';
import { uploadState } from '../../../schemas/dedup-uploads.js';
import { openHouse } from '../../dedup/house.js';
import { startDaemon, type TestDaemon } from '../../support/daemon.js';
import { RunicornArtifacts, sha256 } from '../../support/runicorn-artifacts.js';
import type { KillWorkload } from './kill-workload.js';
import { poolContents } from './pool-objects.js';
import { inScene } from './scenario.js';

const files = 5;
const uploadBytes = 300_000;

/**
 * Files are stored and uploaded while the daemon is killed: what was acknowledged is there, the next start leaves nothing over, and the same is done again
 * to its end.
 */
export function poolCalls(): KillWorkload {
  const acknowledged = new Map<string, Set<string>>();
  const rounds = new Map<string, number>();
  const ofRoot = (root: string): Set<string> => {
    const known = acknowledged.get(root) ?? new Set<string>();
    acknowledged.set(root, known);
    return known;
  };
  return {
    threads: ['pool', 'main', 'main'],
    mostMs: 60_000,
    since: '.staging',
    prepare: (root, round) => {
      rounds.set(root, round);
      new RunicornArtifacts(root).log('model', 'net', Object.fromEntries(Array.from({ length: files }, (_, index) => [`${index}.bin`, content(round, index)])));
    },
    act: (daemon, round) => bring(daemon, round, ofRoot(daemon.root)),
    judge: async (scene, root) => {
      const daemon = await startDaemon(scene, { root });
      const lost = await missing(daemon, ofRoot(root));
      await bring(daemon, rounds.get(root) ?? 0, ofRoot(root));
      const left = await missing(daemon, ofRoot(root));
      await daemon.stop();
      const { faults } = await inScene(async (inner) => poolContents(await openHouse(inner, { root })));
      return [...lost.map((digest) => `${digest} was acknowledged and is lost`), ...left.map((digest) => `${digest} cannot be brought again`), ...faults];
    },
  };
}

/** Stores what an adoption found, brings one file in one request and one in two halves; notes what was acknowledged. */
async function bring(daemon: TestDaemon, round: number, acknowledged: Set<string>): Promise<void> {
  await daemon.post('/api/dedup/adopt');
  const secured = secureAnswer.parse((await daemon.post('/api/dedup/secure')).body);
  if (secured.failed.length === 0) for (let index = 0; index < files; index++) acknowledged.add(sha256(content(round, index)));
  const small = content(round, files);
  await send(daemon, 'PUT', `/api/dedup/blobs/${sha256(small)}`, small);
  acknowledged.add(sha256(small));
  const large = Buffer.alloc(uploadBytes, content(round, files + 1));
  const digest = sha256(large);
  let state = uploadState.parse((await daemon.post('/api/dedup/uploads', { digest, size: large.length })).body);
  while (!state.stored) {
    const end = state.offset < uploadBytes / 2 ? uploadBytes / 2 : uploadBytes;
    state = await send(daemon, 'PATCH', `/api/dedup/uploads/${digest}?offset=${state.offset}`, large.subarray(state.offset, end));
  }
  acknowledged.add(digest);
}

async function send(daemon: TestDaemon, method: string, path: string, bytes: Buffer): Promise<z.infer<typeof uploadState>> {
  const response = await fetch(new URL(path, daemon.url), { method, headers: { Authorization: `Bearer ${daemon.token}`, 'Content-Type': 'application/octet-stream' }, body: new Uint8Array(bytes) });
  if (!response.ok) throw new Error(`${method} answered ${response.status}: ${await response.text()}`);
  return uploadState.parse(await response.json());
}

async function missing(daemon: TestDaemon, digests: ReadonlySet<string>): Promise<string[]> {
  const wrong = [];
  for (const digest of digests) {
    const { status, body } = await daemon.get(`/api/dedup/blobs/${digest}`);
    if (status !== 200 || !(body instanceof Uint8Array) || createHash('sha256').update(body).digest('hex') !== digest) wrong.push(digest);
  }
  return wrong;
}

function content(round: number, index: number): Buffer {
  return Buffer.from(`file ${index} of round ${round} `.repeat(100));
}
