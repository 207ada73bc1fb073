import { useState } from 'react';
import type { ExperimentDetail } from '../../../../schemas/experiments.js';
import { Icon } from '../ui/icon.js';
import { saveChange } from './save-change.js';

interface TagsEditorProps {
  readonly run: ExperimentDetail;
  readonly onChanged: () => void;
}

/** The run's tags, each with a button that takes it off, and a field for one more. */
export function TagsEditor({ run, onChanged }: TagsEditorProps) {
  const [name, setName] = useState('');
  const change = async (part: { readonly add_tags?: string[]; readonly remove_tags?: string[] }) => {
    if (await saveChange(run.id, part)) onChanged();
  };
  const add = () => {
    const wanted = name.trim();
    if (wanted === '') return;
    setName('');
    if (!run.tags.includes(wanted)) void change({ add_tags: [wanted] });
  };
  return (
    <form className="tags-editor" onSubmit={(event) => {
      event.preventDefault();
      add();
    }}>
      {run.tags.map((tag) => (
        <span key={tag} className="tag"><span className="clip" title={tag}>{tag}</span><button type="button" aria-label={`Take the tag ${tag} off`} onClick={() => void change({ remove_tags: [tag] })}><Icon name="close" /></button></span>
      ))}
      <input value={name} maxLength={128} placeholder="Add a tag" aria-label="Add a tag" onChange={({ target }) => setName(target.value)} onBlur={add} />
    </form>
  );
}
