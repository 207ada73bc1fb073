import type { Knex } from 'knex';
import { artifactEvaluation, stageTransition } from '../../../schemas/dedup-lifecycle.js';
import type { OwnLifecycle } from './merged-lifecycle.js';

interface Saying {
  readonly version_id: string;
  readonly stamp: number;
  readonly content: string;
}

export type SayingTable = 'dedup_own_transitions' | 'dedup_own_evaluations';

/** What people said of a version here. */
export async function ownLifecycle(knex: Knex, version: string): Promise<OwnLifecycle> {
  const [transitions, evaluations] = [await contents(knex, 'dedup_own_transitions', version), await contents(knex, 'dedup_own_evaluations', version)];
  return { transitions: transitions.map((one) => stageTransition.parse(one)), evaluations: evaluations.map((one) => artifactEvaluation.parse(one)) };
}

/** The stamps of what was said of a version, in their order. */
export function stampsOf(knex: Knex, table: SayingTable, version: string): Promise<readonly number[]> {
  return knex<Saying>(table).where({ version_id: version }).orderBy('stamp').pluck<number[]>('stamp');
}

/** As JSON, so that any text can be kept, the character NUL too. */
export async function keepSaying(transaction: Knex.Transaction, table: SayingTable, { version_id, stamp, said }: { readonly version_id: string; readonly stamp: number; readonly said: unknown }): Promise<void> {
  await transaction(table).insert({ version_id, stamp, content: JSON.stringify(said) });
}

async function contents(knex: Knex, table: SayingTable, version: string): Promise<unknown[]> {
  const rows: Pick<Saying, 'content'>[] = await knex<Saying>(table).where({ version_id: version }).select('content').orderBy('stamp');
  return rows.map(({ content }) => JSON.parse(content) as unknown);
}
