import { Link, useRoute } from 'wouter';
import { Icon } from '../ui/icon.js';
import { useMigration } from './use-migration.js';

/** The way to the migration page; only where there was or is a migration. */
export function MigrationLink() {
  const [isHere] = useRoute('/migration');
  const { data } = useMigration();
  if (data === undefined || data.state === 'unneeded') return null;
  return (
    <Link className="bar-link" href="/migration" title="Migration" aria-current={isHere ? 'page' : undefined}>
      <Icon name="takeIn" /><span>Migration</span>
    </Link>
  );
}
