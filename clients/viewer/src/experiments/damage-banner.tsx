import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FsckReport } from '../../../../schemas/upkeep.js';
import { explain } from '../lib/api-error.js';
import { notify } from '../lib/notices.js';
import { queryClient } from '../lib/query-client.js';
import { beginRepair, fetchCheck } from './experiments-api.js';

const queryKey = ['check'];
const askMs = 1000;
const freshMs = 30_000;

/** Says that the last check found the database damaged, what that means, and mends it on demand; asked for when the page is opened or looked at again. */
export function DamageBanner() {
  const [isMending, setMending] = useState(false);
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => fetchCheck(signal), staleTime: freshMs, refetchOnWindowFocus: true, refetchInterval: isMending ? askMs : false });
  const state = data?.state;
  useEffect(() => {
    if (!isMending || state === undefined || state === 'running') return;
    setMending(false);
    if (state === 'clean') notify({ kind: 'done', title: 'The database is sound again' });
  }, [isMending, state]);
  const mend = async () => {
    try {
      queryClient.setQueryData(queryKey, await beginRepair());
      setMending(true);
    } catch (error) {
      const { title, hint } = explain(error);
      notify({ kind: 'failed', title, detail: hint });
    }
  };
  if (data === undefined || !(isMending || state === 'findings' || state === 'failed')) return null;
  return <div className="banner" role="alert">{isMending ? <Progress report={data} /> : <Finding report={data} onMend={() => void mend()} />}</div>;
}

function Progress({ report: { progress: { streams, of } } }: { readonly report: FsckReport }) {
  return <span>Checking the database, and reading anew what is damaged: <b className="number">{streams}</b> of <b className="number">{of}</b> event files.</span>;
}

function Finding({ report: { findings: [first], total, failure }, onMend }: { readonly report: FsckReport; readonly onMend: () => void }) {
  return (
    <>
      <span>{first === undefined ? `The check of the database failed: ${failure ?? 'it did not end'}` : `${total === 1 ? 'One fault' : `${total} faults`} in the database: ${first.message}`}</span>
      <span>{first?.hint ?? 'Your run directories are not concerned; the log of the daemon says more.'}</span>
      <button type="button" className="button small" onClick={onMend}>{first === undefined ? 'Check again' : 'Repair'}</button>
    </>
  );
}
