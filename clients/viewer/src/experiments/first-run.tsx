import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { pythonSnippet, typescriptSnippet } from '../pure/first-run.js';
import { Empty } from '../ui/empty.js';
import { Segments } from '../ui/segments.js';
import { Snippet } from '../ui/snippet.js';
import { fetchRoot } from './experiments-api.js';

const ways = [['demo', 'Demo'], ['python', 'Python'], ['typescript', 'TypeScript']] as const;
type Way = (typeof ways)[number][0];

/** No run yet: what to run, with the root's real path; the page turns live by itself (VIEW-145). */
export function FirstRun() {
  const [way, setWay] = useState<Way>('demo');
  const root = useQuery({ queryKey: ['root'], queryFn: ({ signal }) => fetchRoot(signal) }).data ?? './runkeep-data';
  const code = way === 'demo' ? 'runkeep demo' : way === 'python' ? pythonSnippet(root) : typescriptSnippet(root);
  return (
    <Empty icon="chart" title="Waiting for the first run">
      <p>Runkeep watches <code>{root}</code>. Whatever writes a run directory there appears here within moments; this page needs no reload.</p>
      <Segments<Way> label="Way to start" value={way} options={ways} onChange={setWay} />
      <div style={{ width: 'min(720px, 100%)' }}><Snippet code={code} /></div>
      {way === 'demo' && <p className="quiet">Starts small real trainings on this machine.</p>}
    </Empty>
  );
}
