import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { Moment } from '../ui/moment.js';
import { Panel } from './panel.js';

/** Every opening of the run directory by a program (VIEW-73). */
export function SessionsPanel({ run }: { readonly run: ExperimentDetail }) {
  return (
    <Panel title="Sessions" count={run.sessions.length}>
      <table className="plain-table">
        <thead><tr><th>No.</th><th>Started</th><th>Host</th><th>Process</th></tr></thead>
        <tbody>{run.sessions.map((session) => <tr key={session.number}><td className="number">{session.number}</td><td><Moment at={session.started_at} /></td><td>{session.hostname ?? '–'}</td><td className="number">{session.pid ?? '–'}</td></tr>)}</tbody>
      </table>
    </Panel>
  );
}
