import { useCallback } from 'react';
import type { StorageGrouping, StorageReport } from '../../../../schemas/dedup-storage.js';
import { plural, whole } from '../pure/migration-words.js';
import type { StorageView } from '../pure/storage-view.js';
import { Empty } from '../ui/empty.js';
import { Moment } from '../ui/moment.js';
import { Segments } from '../ui/segments.js';
import { StorageFilter } from './storage-filter.js';
import { StorageTable } from './storage-table.js';
import type { Storage } from './use-storage.js';

interface RowsPanelProps {
  readonly storage: Storage;
  readonly report: StorageReport;
  readonly view: StorageView;
  readonly onChange: (change: Partial<StorageView>, how?: 'push' | 'replace') => void;
}

const groupings: readonly (readonly [StorageGrouping, string])[] = [['artifact', 'Artifacts'], ['experiment', 'Experiments'], ['project', 'Projects']];

/** What is kept for whom: by artifact, experiment or project. */
export function RowsPanel({ storage, report, view, onChange }: RowsPanelProps) {
  const search = useCallback((text: string) => onChange({ search: text }, 'replace'), [onChange]);
  return (
    <section className="storage-rows" aria-label="What is kept for whom">
      <div className="row wrap">
        <Segments label="Rows" value={view.by} options={groupings} onChange={(by) => onChange({ by })} />
        <StorageFilter search={view.search} onChange={search} />
        <span className="grow" />
        <small className="quiet">counted <Moment at={report.as_of} /></small>
      </div>
      {report.total === 0
        ? <div className="card"><Empty icon="filter" title="No name fits"><p>Nothing is called “{view.search}”.</p><button type="button" className="button primary" onClick={() => onChange({ search: '' })}>Show all</button></Empty></div>
        : (
          <div className={`card storage-card${storage.isOld ? ' old' : ''}`} aria-busy={storage.isOld}>
            <StorageTable rows={storage.rows} view={view} onChange={onChange} />
            <Foot storage={storage} noun={view.by} total={report.total} />
          </div>
        )}
    </section>
  );
}

interface FootProps {
  readonly storage: Storage;
  readonly noun: StorageGrouping;
  readonly total: number;
}

function Foot({ storage: { rows, more, isFetching }, noun, total }: FootProps) {
  return (
    <div className="table-foot">
      <span className="number" role="status">{rows.length < total && `${whole(rows.length)} of `}{plural(total, noun)}</span>
      <span className="grow" />
      <span className="bar-legend" aria-hidden="true"><i className="unique" />only here<i className="shared" />shared</span>
      {more !== undefined && <button type="button" className="button small" disabled={isFetching} onClick={more}>{isFetching ? 'Fetching…' : 'Show more'}</button>}
    </div>
  );
}
