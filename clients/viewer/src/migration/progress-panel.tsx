import type { MigrationProgress } from '../../../../schemas/migration.js';
import { live } from '../lib/live.js';
import { useStore } from '../lib/store.js';
import { doing, stepShare, timeLeft } from '../pure/migration-words.js';
import { stepStates } from '../pure/step-state.js';
import { Disconnected } from './disconnected.js';
import { MigrationFigures } from './migration-figures.js';
import { Outcome } from './outcome.js';
import { ProgressBar } from './progress-bar.js';
import { StepsList } from './steps-list.js';

interface ProgressPanelProps {
  readonly progress: MigrationProgress;
}

/** How far the migration is: what is done now, the steps, the figures. */
export function ProgressPanel({ progress }: ProgressPanelProps) {
  const isOver = progress.state === 'complete' || progress.state === 'failed';
  const isLive = useStore(live.state).state === 'live';
  return (
    <section className="card migration-progress" aria-label="Progress">
      <p className="sr-only" role="status">{isOver ? '' : stepStates(progress).find(({ state }) => state === 'now')?.title}</p>
      {isOver ? <Outcome progress={progress} /> : <Now progress={progress} isLive={isLive} />}
      {!isOver && <Disconnected />}
      <StepsList progress={progress} />
      <MigrationFigures progress={progress} isLive={isLive} />
    </section>
  );
}

function Now({ progress, isLive }: ProgressPanelProps & { readonly isLive: boolean }) {
  const left = isLive ? timeLeft(progress) : null;
  const words = doing(progress);
  return (
    <div className="migration-now">
      <div className="row wrap"><h2 className="number">{words}</h2><span className="grow" />{left !== null && <span className="quiet number">{left}</span>}</div>
      {progress.state === 'paused'
        ? <p>Most often the disk is full. Make room: it goes on by itself, and nothing that was taken over is lost.</p>
        : <ProgressBar label={words} share={stepShare(progress)} />}
    </div>
  );
}
