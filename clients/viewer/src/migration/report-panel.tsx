import { useMemo, useState } from 'react';
import type { MigrationProgress } from '../../../../schemas/migration.js';
import { useView } from '../lib/use-view.js';
import { findingsText } from '../pure/finding-place.js';
import { plural } from '../pure/migration-words.js';
import { allFindings, reportRows, type WholeReport } from '../pure/report-rows.js';
import { formatReportView, parseReportView, wholeView } from '../pure/report-view.js';
import { CopyButton } from '../ui/copy-button.js';
import { Empty } from '../ui/empty.js';
import { Failure } from '../ui/failure.js';
import { Icon } from '../ui/icon.js';
import { Skeleton } from '../ui/skeleton.js';
import { CodeChips } from './code-chips.js';
import { downloadReport } from './download-report.js';
import { FindingsList } from './findings-list.js';
import { NothingFound } from './nothing-found.js';
import { SeverityTotals } from './severity-totals.js';
import { useReport } from './use-report.js';

const format = { parse: parseReportView, format: formatReportView };

/** What was found: totals, filters, the findings run by run, and the way to keep them. */
export function ReportPanel({ progress }: { readonly progress: MigrationProgress }) {
  const { data, error, isFetching, refetch } = useReport(progress);
  return (
    <section className="migration-report" aria-label="Damage report">
      <div className="row wrap"><h2>What was found</h2><span className="grow" /><Download /></div>
      {data === undefined && error === null && <div aria-busy="true"><Skeleton height={72} /><Skeleton height={240} /></div>}
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {data !== undefined && <Found report={data} progress={progress} isFetching={isFetching} onRefresh={() => void refetch()} />}
    </section>
  );
}

interface FoundProps {
  readonly report: WholeReport;
  readonly progress: MigrationProgress;
  readonly isFetching: boolean;
  readonly onRefresh: () => void;
}

function Found({ report, progress, isFetching, onRefresh }: FoundProps) {
  const [view, change] = useView(format);
  const rows = useMemo(() => reportRows(report, view), [report, view]);
  const total = useMemo(() => allFindings(report).length, [report]);
  const { lost, odd, note } = progress.findings;
  const missing = lost + odd + note - total;
  if (total === 0 && missing <= 0) return <NothingFound state={progress.state} />;
  const shown = () => rows.flatMap((row) => (row.kind === 'finding' ? [row.finding] : []));
  return (
    <>
      <SeverityTotals findings={progress.findings} state={progress.state} severity={view.severity} onChange={(severity) => change({ severity, code: null })} />
      <div className="row code-filter">
        <CodeChips report={report} view={view} onChange={(code) => change({ code })} />
        <CopyButton label="Copy the findings shown, as a table" text={() => findingsText(shown())} />
      </div>
      {missing > 0 && !isFetching && <Missing count={missing} isOver={progress.step === 'done'} onRefresh={onRefresh} />}
      {rows.length > 0
        ? <FindingsList rows={rows} />
        : <div className="card"><Empty icon="filter" title="No finding fits"><p>The filter hides {plural(total, 'finding')}.</p><button type="button" className="button primary" onClick={() => change(wholeView)}>Clear the filter</button></Empty></div>}
    </>
  );
}

/** The report holds fewer findings than are counted: more came meanwhile, or more concern no run than it tells. */
function Missing({ count, isOver, onRefresh }: { readonly count: number; readonly isOver: boolean; readonly onRefresh: () => void }) {
  if (isOver) return <p className="quiet">{plural(count, 'finding')} that {count === 1 ? 'concerns' : 'concern'} no run {count === 1 ? 'is' : 'are'} not listed: the report names the first 10,000.</p>;
  return <button type="button" className="button" onClick={onRefresh}>{plural(count, 'new finding')}: show</button>;
}

function Download() {
  const [isBusy, setBusy] = useState(false);
  const download = () => {
    setBusy(true);
    void downloadReport().finally(() => setBusy(false));
  };
  return <button type="button" className="button" disabled={isBusy} onClick={download}><Icon name="download" />{isBusy ? 'Gathering the report' : 'Download as JSON'}</button>;
}
