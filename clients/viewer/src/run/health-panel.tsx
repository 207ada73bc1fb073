import { useQuery } from '@tanstack/react-query';
import type { ExperimentDetail, MetricList } from '../../../../schemas/experiments.js';
import { formatBytes, formatCount } from '../pure/format-number.js';
import { Failure } from '../ui/failure.js';
import { Icon } from '../ui/icon.js';
import { Panel } from './panel.js';
import { fetchRejects } from './run-api.js';

/** What is odd about the run's files, in words (VIEW-72); nothing when nothing is. */
export function DamagePanel({ run }: { readonly run: ExperimentDetail }) {
  if (run.damage.length === 0) return null;
  return <Panel title="Damage" count={run.damage.length}><ul className="damage">{run.damage.map((words, i) => <li key={i}><Icon name="alert" /><span>{words}</span></li>)}</ul></Panel>;
}

/** Lines that could not be read, with their place in the file (VIEW-72). */
export function RejectsPanel({ run }: { readonly run: ExperimentDetail }) {
  const { data, error } = useQuery({ queryKey: ['run', run.id, 'rejects', run.reject_count], queryFn: ({ signal }) => fetchRejects(run.id, signal), enabled: run.reject_count > 0 });
  if (run.reject_count === 0) return null;
  return (
    <Panel title="Rejected lines" count={run.reject_count}>
      {error !== null && <Failure error={error} />}
      {data !== undefined && (
        <div className="scroll-x">
          <table className="plain-table">
            <thead><tr><th>File</th><th>Offset</th><th>Length</th><th>Reason</th><th>Begins with</th></tr></thead>
            <tbody>{data.rejects.map((reject) => <tr key={`${reject.file} ${reject.offset}`}><td>{reject.file}</td><td className="number">{reject.offset}</td><td className="number">{reject.length}</td><td>{reject.reason}</td><td><code>{reject.sample.slice(0, 120)}</code></td></tr>)}</tbody>
          </table>
          {data.total > data.rejects.length && <p className="quiet">{data.total - data.rejects.length} more.</p>}
        </div>
      )}
    </Panel>
  );
}

/** The event files as far as they are read. */
export function FilesPanel({ list }: { readonly list: MetricList }) {
  return (
    <Panel title="Event files" count={list.files.length}>
      <div className="scroll-x">
        <table className="plain-table">
          <thead><tr><th>File</th><th>Read</th><th>Events</th><th>Lines</th><th>Glued</th><th>Rejects</th><th title="How often the file was replaced or cut">Generation</th></tr></thead>
          <tbody>
            {list.files.map((file) => (
              <tr key={file.file} className="number">
                <td>{file.file}</td><td>{formatBytes(file.offset)}{file.size > file.offset && <span className="quiet"> of {formatBytes(file.size)}</span>}</td>
                <td>{formatCount(file.events)}</td><td>{formatCount(file.lines)}</td><td>{file.glued_lines}</td><td>{file.rejects}</td><td>{file.generation}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** Values that are text, or numbers too large for a float: counted by kind, since no chart can show them whole. */
export function NonNumericPanel({ list }: { readonly list: MetricList }) {
  const names = Object.entries(list.non_numeric);
  if (names.length === 0) return null;
  return (
    <Panel title="Values that no chart shows" count={names.length}>
      <table className="plain-table">
        <thead><tr><th>Metric</th><th>Found</th></tr></thead>
        <tbody>{names.map(([name, kinds]) => <tr key={name}><td>{name}</td><td className="number">{Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`).join(', ')}</td></tr>)}</tbody>
      </table>
    </Panel>
  );
}
