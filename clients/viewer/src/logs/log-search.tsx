import { useRef } from 'react';
import { useKeys } from '../lib/use-keys.js';
import { Icon } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';

interface LogSearchProps {
  readonly text: string;
  readonly count: number;
  /** Which hit is shown, from 0; -1 = none. */
  readonly at: number;
  readonly onText: (text: string) => void;
  readonly onStep: (by: number) => void;
}

/** Search within what is fetched of the log; Enter goes on, Shift+Enter back. */
export function LogSearch({ text, count, at, onText, onStep }: LogSearchProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => input.current?.focus() });
  return (
    <>
      <label className="field">
        <Icon name="search" />
        <input ref={input} value={text} placeholder="Find in the lines shown" aria-label="Find in the lines shown" onChange={({ target }) => onText(target.value)} onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          else if (event.key === 'Escape') input.current?.blur();
        }} />
        {text !== '' && <span className="quiet number" role="status">{count === 0 ? 'none' : `${at + 1}/${count}`}</span>}
      </label>
      {count > 0 && <IconButton icon="arrowUp" label="Previous hit" onClick={() => onStep(-1)} />}
      {count > 0 && <IconButton icon="arrowDown" label="Next hit" onClick={() => onStep(1)} />}
    </>
  );
}
