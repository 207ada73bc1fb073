import { useState } from 'react';
import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { runTitle } from '../pure/run-title.js';
import { IconButton } from '../ui/icon-button.js';
import { saveChange } from './save-change.js';

interface AliasEditorProps {
  readonly run: ExperimentDetail;
  readonly onChanged: () => void;
}

/** The run's title; its alias can be changed in place. Enter saves, Escape leaves it. */
export function AliasEditor({ run, onChanged }: AliasEditorProps) {
  const [text, setText] = useState<string | null>(null);
  if (text === null) {
    return (
      <div className="edit-in-place">
        <h1>{runTitle(run)}</h1>
        <IconButton small icon="edit" label="Change the alias" onClick={() => setText(run.alias ?? '')} />
      </div>
    );
  }
  const save = async () => {
    const alias = text.trim() === '' ? null : text.trim();
    if (alias !== run.alias && !(await saveChange(run.id, { alias }))) return;
    setText(null);
    onChanged();
  };
  return (
    <form className="edit-in-place" onSubmit={(event) => {
      event.preventDefault();
      void save();
    }}>
      <label className="field title-input"><span className="sr-only">Alias</span><input autoFocus value={text} maxLength={200} placeholder={run.name ?? run.run_id} onChange={({ target }) => setText(target.value)} onKeyDown={({ key }) => {
        if (key === 'Escape') setText(null);
      }} /></label>
      <button type="submit" className="button primary">Save</button>
      <button type="button" className="button bare" onClick={() => setText(null)}>Cancel</button>
    </form>
  );
}
