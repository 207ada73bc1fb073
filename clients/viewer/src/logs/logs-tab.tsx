import { useEffect, useMemo, useRef, useState } from 'react';
import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import '../styles/logs.css';
import { ApiError } from '../lib/api-error.js';
import { useStore } from '../lib/store.js';
import { formatBytes } from '../pure/format-number.js';
import { rowsWith } from '../pure/find-in-rows.js';
import { Empty } from '../ui/empty.js';
import { Failure } from '../ui/failure.js';
import { Icon } from '../ui/icon.js';
import { Skeleton } from '../ui/skeleton.js';
import { LogFeed } from './log-feed.js';
import { LogRows } from './log-rows.js';
import { LogSearch } from './log-search.js';
import { downloadLog } from './download-log.js';

/** The run's log: its end first, live, with colours and progress bars as a terminal shows them. */
export function LogsTab({ run }: { readonly run: ExperimentDetail }) {
  const feed = useMemo(() => new LogFeed(run.id), [run.id]);
  useEffect(() => feed.start(), [feed]);
  const log = useStore(feed.state);
  const [isWrapped, setWrapped] = useState(false);
  const [isFollowing, setFollowing] = useState(true);
  const [search, setSearch] = useState('');
  const [step, setStep] = useState(0);
  const hits = useMemo(() => rowsWith(log.rows.map(({ text }) => text), search), [log.rows, search]);
  const hitSet = useMemo(() => new Set(hits), [hits]);
  const at = hits.length === 0 ? -1 : ((step % hits.length) + hits.length) % hits.length;
  const left = useRef(0);
  const written = log.rows.length - log.headRows;
  if (isFollowing) left.current = written;
  const fresh = Math.max(0, written - left.current);

  if (isMissing(log.error) || (log.size === 0 && !log.isFetching && log.error === null)) return <div className="card"><NoLog run={run} /></div>;
  return (
    <div className="card log-card">
      <div className="log-bar">
        <LogSearch text={search} count={hits.length} at={at} onText={(text) => {
          setSearch(text);
          setStep(0);
          setFollowing(false);
        }} onStep={(by) => setStep(step + by)} />
        <span className="grow" />
        <button type="button" className="button" aria-pressed={isFollowing} onClick={() => setFollowing(!isFollowing)}><Icon name="arrowDown" />Follow</button>
        <button type="button" className="button" aria-pressed={isWrapped} onClick={() => setWrapped(!isWrapped)}><Icon name="wrap" />Wrap</button>
        <button type="button" className="button" onClick={() => void downloadLog(run.id, log.size)}><Icon name="download" />Download</button>
      </div>
      {log.error !== null && <Failure error={log.error} />}
      {log.isFetching && log.rows.length === 0
        ? <div style={{ padding: 16 }}><Skeleton height={240} /></div>
        : <LogRows log={log} search={search} hits={hitSet} hit={hits[at] ?? -1} isWrapped={isWrapped} isFollowing={isFollowing} onFollow={(now) => {
            if (!now) left.current = written;
            setFollowing(now);
          }} onTop={() => void feed.earlier()} />}
      {!isFollowing && <button type="button" className="button primary log-more" onClick={() => setFollowing(true)}><Icon name="arrowDown" />{fresh === 0 ? 'To the end' : fresh === 1 ? '1 new line' : `${fresh} new lines`}</button>}
      <div className="log-foot">
        <span className="number">{log.rows.length.toLocaleString('en')} lines shown</span>
        {log.from > 0
          ? <button type="button" className="button small" disabled={log.isFetching} onClick={() => void feed.earlier()}>{log.isFetching ? 'Fetching…' : `Load earlier (${formatBytes(log.from)} before)`}</button>
          : <span>from the beginning</span>}
        <span className="number">{formatBytes(log.size)}</span>
      </div>
    </div>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 404;
}

function NoLog({ run }: { readonly run: ExperimentDetail }) {
  return <Empty icon="list" title="No log yet"><p>Lines of <code>{run.run_dir}/logs.txt</code> appear here as they are written.</p></Empty>;
}
