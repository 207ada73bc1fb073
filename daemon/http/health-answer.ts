import { createHmac } from 'node:crypto';
import type { Health } from '../api/health.js';
import { Refusal } from './refusal.js';
import type { Visitor } from './visitor.js';

export interface HealthAnswer {
  readonly status: 200 | 503;
  readonly body: string | Readonly<Record<string, unknown>>;
}

/** What the daemon proves itself with. */
export interface Prover {
  readonly tokenDigest: Buffer;
  readonly port: number;
}

/**
 * What `/healthz` says: one word to strangers, the conditions to those who are known. A challenge is answered with
 * `proof` = HMAC-SHA256(SHA-256(token), nonce + port) in hex, by which a client knows us before it shows its token (SEC-18).
 */
export function healthAnswer(health: Health, visitor: Visitor, challenge: unknown, prover: Prover): HealthAnswer {
  const status = health.ok ? 200 : 503;
  const word = health.ok ? 'ok' : 'degraded';
  if (challenge !== undefined) return { status, body: { health: word, proof: proof(challenge, prover) } };
  if (visitor.kind === 'nobody') return { status, body: word };
  return { status, body: { health: word, conditions: Object.fromEntries(health.conditions()) } };
}

function proof(challenge: unknown, { tokenDigest, port }: Prover): string {
  if (typeof challenge !== 'string' || !/^[\w-]{16,128}$/.test(challenge)) throw new Refusal('invalid', 'invalid-query', 'The query field "challenge" is not 16 to 128 letters, digits, "-" or "_".', 'Send a random nonce.');
  return createHmac('sha256', tokenDigest).update(`${challenge}${port}`).digest('hex');
}
