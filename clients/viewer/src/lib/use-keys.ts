import { useEffect, useRef } from 'react';

/** Keys by `KeyboardEvent.key`, letters in lower case; an action that answers false leaves the key to the browser. */
export type KeyMap = Readonly<Record<string, () => unknown>>;

/** Acts on single keys while the component is shown, never while something is typed or a dialog is open (VIEW-141). */
export function useKeys(keys: KeyMap): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const act = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
      if (event.key === 'Enter' && isPressable(event.target)) return;
      const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      const action = Object.hasOwn(latest.current, name) ? latest.current[name] : undefined;
      if (action !== undefined && action() !== false) event.preventDefault();
    };
    document.addEventListener('keydown', act);
    return () => document.removeEventListener('keydown', act);
  }, []);
}

/** Enter presses what has the focus. */
function isPressable(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, summary, [role=option]') !== null;
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector('dialog[open]') !== null) return true;
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));
}
