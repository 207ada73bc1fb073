import type { MigrationProgress } from '../../../../schemas/migration.js';
import { stepStates, type StepState } from '../pure/step-state.js';
import { Icon, type IconName } from '../ui/icon.js';

const faces: Readonly<Record<StepState, readonly [IconName, string]>> = { done: ['check', 'done'], now: ['play', 'now'], paused: ['pause', 'paused'], waiting: ['circle', 'to come'], failed: ['close', 'ended early'] };

/** The steps in their order, each with its state in drawing and word. */
export function StepsList({ progress }: { readonly progress: MigrationProgress }) {
  return (
    <ol className="migration-steps" aria-label="Steps">
      {stepStates(progress).map(({ title, state, told }) => (
        <li key={title} className={state} aria-current={state === 'now' || state === 'paused' ? 'step' : undefined}>
          <Icon name={faces[state][0]} />
          <div><b>{title}</b><span className="sr-only">, {faces[state][1]}</span><small className="number">{told}</small></div>
        </li>
      ))}
    </ol>
  );
}
