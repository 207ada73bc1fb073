import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { DaemonAddress } from './daemon-address.js';
import { exchange } from './exchange.js';
import { exitCodes } from './exit-codes.js';
import { Failure } from './failure.js';

const answer = z.object({ proof: z.string() });

/** Makes the listener at a TCP address prove that it knows the token, before the token is shown to it (SEC-18). */
export async function proveDaemon(address: DaemonAddress): Promise<void> {
  const nonce = randomBytes(32).toString('hex');
  const url = new URL(`/healthz?challenge=${nonce}`, address.url);
  const reply = await exchange({ url, method: 'GET', headers: {}, silence: 10_000 });
  const expected = proofOf(address.token, nonce, portOf(address.url));
  const given = Buffer.from(proofIn(reply.bytes), 'utf8');
  if (given.length === expected.length && timingSafeEqual(given, expected)) return;
  throw new Failure(
    'not-proven',
    `${address.url.origin} does not know the token of ${address.root}: it may be another program on that port`,
    'look who listens there, then start the daemon on a free port: runkeep up --port 0',
    exitCodes.notProven,
  );
}

function proofOf(token: string, nonce: string, port: string): Buffer {
  const key = createHash('sha256').update(token).digest();
  return Buffer.from(createHmac('sha256', key).update(nonce + port).digest('hex'), 'utf8');
}

function proofIn(bytes: Buffer): string {
  try {
    return answer.parse(JSON.parse(bytes.toString('utf8'))).proof;
  } catch {
    return '';
  }
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80');
}
