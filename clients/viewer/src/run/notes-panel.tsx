import { useState } from 'react';
import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { IconButton } from '../ui/icon-button.js';
import { Panel } from './panel.js';
import { saveChange } from './save-change.js';

interface NotesPanelProps {
  readonly run: ExperimentDetail;
  readonly onChanged: () => void;
}

/** Notes on the run: plain text, shown as it was typed. */
export function NotesPanel({ run, onChanged }: NotesPanelProps) {
  const [text, setText] = useState<string | null>(null);
  const save = async () => {
    if (text !== run.notes && text !== null && !(await saveChange(run.id, { notes: text }))) return;
    setText(null);
    onChanged();
  };
  if (text === null) {
    return (
      <Panel title="Notes" tools={<IconButton small icon="edit" label="Change the notes" onClick={() => setText(run.notes)} />}>
        {run.notes === '' ? <p className="quiet">Nothing noted yet.</p> : <p className="notes-text">{run.notes}</p>}
      </Panel>
    );
  }
  return (
    <Panel title="Notes">
      <textarea className="notes-input" autoFocus aria-label="Notes" maxLength={65_536} value={text} onChange={({ target }) => setText(target.value)} />
      <div className="row"><button type="button" className="button primary" onClick={() => void save()}>Save</button><button type="button" className="button bare" onClick={() => setText(null)}>Cancel</button></div>
    </Panel>
  );
}
