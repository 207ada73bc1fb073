import type { ExperimentState } from '../../../../schemas/experiments.js';
import { Icon, type IconName } from './icon.js';

const faces: Readonly<Record<ExperimentState, readonly [IconName, string, string]>> = {
  running: ['wave', 'Running', 'Its process is alive and its files grow.'],
  stale: ['question', 'Stale', 'Its files say “running”, but nothing has been heard of it for a while.'],
  finished: ['check', 'Finished', 'It ended well.'],
  failed: ['close', 'Failed', 'It ended with an error.'],
  interrupted: ['pause', 'Interrupted', 'Its process is gone, or it was stopped.'],
  other: ['circle', 'Other', 'It ended with a word of its own.'],
  unknown: ['dash', 'Unknown', 'Its status file cannot be read.'],
};

interface StateBadgeProps {
  readonly state: ExperimentState;
  /** The word in its status file, shown where the state is `other`. */
  readonly status: string | null;
  readonly reason?: string | null;
}

/** A run's state: colour, drawing and word, never colour alone (VIEW-70). */
export function StateBadge({ state, status, reason }: StateBadgeProps) {
  const [icon, word, meaning] = faces[state];
  const text = state === 'other' && status !== null && status.trim() !== '' ? status : word;
  const title = reason === null || reason === undefined ? meaning : `${meaning} Reason: ${reason}`;
  return <span className={`state ${state}`} title={title}><Icon name={icon} /><span className="clip">{text}</span></span>;
}
