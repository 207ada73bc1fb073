import { useEffect, useRef, useState } from 'react';
import { useKeys } from '../lib/use-keys.js';
import { Icon } from '../ui/icon.js';

interface StorageFilterProps {
  readonly search: string;
  readonly onChange: (search: string) => void;
}

const pauseMs = 200;

/** Finds rows by a part of their name; the address follows when the typing pauses. */
export function StorageFilter({ search, onChange }: StorageFilterProps) {
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(search);
  useKeys({ '/': () => input.current?.focus() });
  useEffect(() => setText(search), [search]);
  useEffect(() => {
    if (text === search) return undefined;
    const timer = setTimeout(() => onChange(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, search, onChange]);
  return (
    <label className="field storage-filter">
      <Icon name="search" />
      <input ref={input} value={text} maxLength={300} placeholder="Find by name" aria-label="Find by name" onChange={({ target }) => setText(target.value)} onKeyDown={({ key }) => {
        if (key === 'Escape') input.current?.blur();
      }} />
    </label>
  );
}
