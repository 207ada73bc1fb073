import type { MigrationProgress } from '../../../../schemas/migration.js';
import { migrationSteps, plural, whole } from './migration-words.js';

/** Where a step stands. */
export type StepState = 'done' | 'now' | 'paused' | 'waiting' | 'failed';

/** The steps with where they stand and what they have done. */
export function stepStates(progress: MigrationProgress): readonly { readonly title: string; readonly state: StepState; readonly told: string }[] {
  const at = migrationSteps.findIndex(({ parts }) => parts.some((part) => part === progress.step));
  const reached = progress.step === 'done' ? migrationSteps.length : at;
  return migrationSteps.map(({ title }, number) => {
    const state = number < reached ? 'done' : number > reached ? 'waiting' : standing(progress);
    return { title, state, told: state === 'waiting' ? '' : (tellers[number]?.(progress, state) ?? '') };
  });
}

function standing({ state }: MigrationProgress): StepState {
  return state === 'failed' || state === 'paused' ? state : 'now';
}

const tellers: readonly ((progress: MigrationProgress, state: StepState) => string)[] = [
  ({ runs: { done, of } }, state) => (state === 'done' ? plural(of, 'run') : `${whole(done)} of ${plural(of, 'run')}`),
  () => '',
  ({ artifacts: { done, of } }, state) => (state === 'done' && of === 0 ? 'none' : `${whole(done)} of ${plural(of, 'file')}`),
  ({ verified: { done, of } }) => `${whole(done)} of ${of === 1 ? '1 run agrees' : `${whole(of)} runs agree`}`,
];
