import { useState } from 'react';
import type { ExperimentRow } from '../../../../schemas/experiments.js';
import type { TableView } from '../pure/table-view.js';
import { Icon } from '../ui/icon.js';
import { archive, remove, restore, tag } from './bulk-actions.js';
import { PurgeDialog } from './purge-dialog.js';

interface BulkBarProps {
  readonly rows: readonly ExperimentRow[];
  readonly show: TableView['show'];
  readonly onDone: () => void;
}

/** What can be done with the runs that are ticked; says how many (VIEW-18, VIEW-63). */
export function BulkBar({ rows, show, onDone }: BulkBarProps) {
  const [name, setName] = useState('');
  const [isPurging, setPurging] = useState(false);
  const ids = rows.map(({ id }) => id);
  const after = async (work: Promise<boolean>) => {
    if (await work) onDone();
  };
  const addTag = () => {
    const wanted = name.trim();
    if (wanted === '') return;
    setName('');
    void tag(ids, wanted, rows.filter(({ tags }) => !tags.includes(wanted)).map(({ id }) => id));
  };
  return (
    <div className="bulkbar" role="region" aria-label="Selected runs">
      <span className="number">{rows.length} selected</span>
      {show !== 'deleted' && (
        <form className="row" onSubmit={(event) => {
          event.preventDefault();
          addTag();
        }}>
          <label className="field"><Icon name="tag" /><input value={name} maxLength={128} placeholder="Add a tag" aria-label="Add a tag" onChange={({ target }) => setName(target.value)} /></label>
        </form>
      )}
      {show === 'present' && <button type="button" className="button" onClick={() => void after(archive(ids, true))}><Icon name="archive" />Archive</button>}
      {show === 'archived' && <button type="button" className="button" onClick={() => void after(archive(ids, false))}><Icon name="restore" />Unarchive</button>}
      {show === 'deleted'
        ? (
          <>
            <button type="button" className="button" onClick={() => void after(restore(ids))}><Icon name="restore" />Restore</button>
            <button type="button" className="button danger" onClick={() => setPurging(true)}><Icon name="trash" />Delete for good</button>
          </>
        )
        : <button type="button" className="button danger" onClick={() => void after(remove(ids))}><Icon name="trash" />Delete</button>}
      <span className="grow" />
      <button type="button" className="button bare" onClick={onDone}>Clear the selection</button>
      {isPurging && <PurgeDialog ids={ids} onClose={() => setPurging(false)} onDone={onDone} />}
    </div>
  );
}
