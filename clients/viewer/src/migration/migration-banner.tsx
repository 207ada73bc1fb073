import { Link } from 'wouter';
import { doing, outcome, stepShare, timeLeft } from '../pure/migration-words.js';
import { Icon } from '../ui/icon.js';
import { ProgressBar } from './progress-bar.js';
import { useMigration } from './use-migration.js';

/** Says above the experiments that a migration runs, or that it ended early; nothing otherwise. */
export function MigrationBanner() {
  const { data } = useMigration();
  if (data === undefined || data.state === 'unneeded' || data.state === 'complete') return null;
  const isFailed = data.state === 'failed';
  const words = isFailed ? outcome(data) : doing(data);
  const left = timeLeft(data);
  return (
    <section className={`strip ${data.state}`} aria-label="Migration">
      <Icon name={data.state === 'running' ? 'takeIn' : 'alert'} />
      <span className="number">{words}{left !== null && `, ${left}`}</span>
      <Link href="/migration">{isFailed ? 'What happened' : 'Details'}</Link>
      {data.state === 'running' && <ProgressBar label={words} share={stepShare(data)} />}
    </section>
  );
}
