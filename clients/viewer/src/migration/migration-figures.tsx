import type { ReactNode } from 'react';
import type { MigrationProgress } from '../../../../schemas/migration.js';
import { formatBytes, formatCount } from '../pure/format-number.js';
import { formatDuration } from '../pure/format-time.js';
import { whole } from '../pure/migration-words.js';
import { Moment } from '../ui/moment.js';

interface MigrationFiguresProps {
  readonly progress: MigrationProgress;
  /** Rates of a broken connection would be untrue. */
  readonly isLive: boolean;
}

/** Counts, rates and times. */
export function MigrationFigures({ progress, isLive }: MigrationFiguresProps) {
  const { runs, points, bytes, runs_per_second: runRate, points_per_second: pointRate, started_at: began, ended_at: ended } = progress;
  const runsRate = isLive ? rate(runRate) : '';
  const pointsRate = isLive ? rate(pointRate) : '';
  return (
    <dl className="migration-figures">
      <Figure name="Runs" note={runsRate}>{whole(runs.done)}</Figure>
      <Figure name="Points" note={pointsRate} title={whole(points)}>{formatCount(points)}</Figure>
      <Figure name="Event files" note={bytes.of > bytes.done ? `of ${formatBytes(bytes.of)}` : ''}>{formatBytes(bytes.done)}</Figure>
      <Figure name="Began"><Moment at={began} /></Figure>
      {ended !== null && began !== null && <Figure name="Took">{formatDuration(Math.max(0, ended - began))}</Figure>}
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly note?: string;
  readonly title?: string;
  readonly children: ReactNode;
}

function Figure({ name, note = '', title, children }: FigureProps) {
  return <div><dt>{name}</dt><dd className="number" title={title}>{children}{note !== '' && <small> {note}</small>}</dd></div>;
}

function rate(perSecond: number | null): string {
  return perSecond === null || perSecond <= 0 ? '' : `${formatCount(perSecond)}/s`;
}
