import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PurgeAnswer } from '../../../../schemas/upkeep.js';
import { formatBytes } from '../pure/format-number.js';
import { Dialog } from '../ui/dialog.js';
import { Failure } from '../ui/failure.js';
import { Icon } from '../ui/icon.js';
import { Skeleton } from '../ui/skeleton.js';
import { deleteForGood } from './bulk-actions.js';
import { purge } from './experiments-api.js';

interface PurgeDialogProps {
  readonly ids: readonly string[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const mostNamed = 6;

/** Says to the byte what deleting for good frees, before it is done (VIEW-131). */
export function PurgeDialog({ ids, onClose, onDone }: PurgeDialogProps) {
  const [isBusy, setBusy] = useState(false);
  const { data, error, refetch } = useQuery({ queryKey: ['purge', ...ids], queryFn: ({ signal }) => purge(ids, 'try', signal), staleTime: 0, gcTime: 0 });
  const confirm = async () => {
    setBusy(true);
    if (await deleteForGood(ids)) onDone();
    else setBusy(false);
  };
  const many = ids.length === 1 ? '1 run' : `${ids.length} runs`;
  return (
    <Dialog title={`Delete ${many} for good`} onClose={onClose}>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data === undefined ? error === null && <Skeleton height={120} /> : <Promised answer={data} />}
      <div className="row dialog-actions">
        <span className="grow" />
        <button type="button" className="button" onClick={onClose}>Keep them</button>
        <button type="button" className="button danger" disabled={data === undefined || error !== null || isBusy} onClick={() => void confirm()}><Icon name="trash" />{isBusy ? 'Deleting …' : 'Delete for good'}</button>
      </div>
    </Dialog>
  );
}

function Promised({ answer }: { readonly answer: PurgeAnswer }) {
  const { experiments, file_bytes: onDisk, database_bytes: inDatabase, database_shrinks: isShrinking } = answer;
  const files = experiments.reduce((sum, one) => sum + one.files, 0);
  return (
    <>
      <p>Their files and all that the database holds of them are deleted. Nothing brings them back.</p>
      <ul className="purge-list">
        {experiments.slice(0, mostNamed).map(({ id, run_dir: dir }) => <li key={id} className="clip" title={dir}><code>{dir}</code></li>)}
        {experiments.length > mostNamed && <li className="quiet">and {experiments.length - mostNamed} more</li>}
      </ul>
      <table className="purge-bytes">
        <tbody>
          <BytesRow what={files === 1 ? '1 file' : `${files.toLocaleString('en')} files`} bytes={onDisk} />
          <BytesRow what={isShrinking ? 'Database' : 'Database, to be used again'} bytes={inDatabase} />
          <BytesRow what="In all" bytes={onDisk + inDatabase} />
        </tbody>
      </table>
    </>
  );
}

function BytesRow({ what, bytes }: { readonly what: string; readonly bytes: number }) {
  return <tr><th scope="row">{what}</th><td className="number">{formatBytes(bytes)}</td><td className="number quiet">{bytes.toLocaleString('en')} bytes</td></tr>;
}
