import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { complete, type Vocabulary } from '../pure/completion.js';
import { useKeys } from '../lib/use-keys.js';
import { Icon } from '../ui/icon.js';
import { IconButton } from '../ui/icon-button.js';
import { FilterFault } from './filter-fault.js';
import { faultOf, type Fault } from './filter-check.js';

interface FilterBoxProps {
  readonly filter: string;
  readonly words: Vocabulary;
  /** What the daemon said of the filter in force. */
  readonly refusal: Fault | null;
  readonly onChange: (filter: string, how: 'push' | 'replace') => void;
}

const restMs = 250;

/** The filter of the table: completion from what the runs hold, mistakes shown at their column (VIEW-62). */
export function FilterBox({ filter, words, refusal, onChange }: FilterBoxProps) {
  const [text, setText] = useState(filter);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  useEffect(() => setText(filter), [filter]);
  useKeys({ '/': () => input.current?.focus() });
  const fault = useMemo(() => faultOf(text), [text]);
  const { from, to, offers } = useMemo(() => (caret === null ? { from: 0, to: 0, offers: [] } : complete(text, caret, words)), [text, caret, words]);

  useEffect(() => {
    if (text === filter || fault !== null || offers.length > 0) return;
    const timer = setTimeout(() => onChange(text, 'replace'), restMs);
    return () => clearTimeout(timer);
  }, [text, filter, fault, offers, onChange]);

  const accept = (offer: string) => {
    const next = `${text.slice(0, from)}${offer}${text.slice(to)}`;
    setText(next);
    setChosen(-1);
    setCaret(null);
    requestAnimationFrame(() => input.current?.setSelectionRange(from + offer.length, from + offer.length));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const offer = offers[chosen];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setChosen((at) => (offers.length === 0 ? -1 : (at + (event.key === 'ArrowDown' ? 1 : -1) + offers.length) % offers.length));
    else if ((event.key === 'Enter' || event.key === 'Tab') && offer !== undefined) accept(offer);
    else if (event.key === 'Enter') {
      setCaret(null);
      if (fault === null) onChange(text, 'push');
    } else if (event.key === 'Escape' && caret !== null) setCaret(null);
    else if (event.key === 'Escape') input.current?.blur();
    else return;
    event.preventDefault();
  };

  return (
    <search className="filter">
      <label className={`field${fault === null && refusal === null ? '' : ' wrong'}`}>
        <Icon name="filter" />
        <span className="sr-only">Filter</span>
        <input
          ref={input} value={text} spellCheck={false} autoComplete="off" autoCapitalize="off" placeholder='Filter: state = "running" and metrics.val_acc > 0.9'
          role="combobox" aria-expanded={offers.length > 0} aria-controls={list} aria-autocomplete="list" aria-invalid={fault !== null}
          onChange={({ target }) => {
            setText(target.value);
            setCaret(target.selectionStart);
            setChosen(-1);
          }}
          onKeyDown={onKeyDown} onBlur={() => setCaret(null)}
        />
        {text !== '' && <IconButton small icon="close" label="Clear the filter" onClick={() => onChange('', 'push')} />}
      </label>
      {offers.length > 0 && (
        <ul className="popover offers" id={list} role="listbox" aria-label="Completion">
          {offers.map((offer, i) => (
            <li key={offer} role="option" className="menu-item" aria-selected={i === chosen} onPointerDown={(event) => {
              event.preventDefault();
              accept(offer);
            }}>{offer}</li>
          ))}
        </ul>
      )}
      {caret === null && <FilterFault text={text} fault={fault ?? refusal} />}
    </search>
  );
}
