import { Store } from './store.js';

/** `system` follows the browser; the others are fixed by hand (VIEW-142). */
export type Theme = 'system' | 'light' | 'dark';

const key = 'runkeep.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

/** The theme chosen by hand. */
export const theme = new Store<Theme>(stored());
/** Counts up whenever the colours on the screen change: what is drawn on a canvas is then drawn anew. */
export const paint = new Store(0);

/** Goes on to the next theme and keeps it for this browser. */
export function switchTheme(): void {
  const next = order[(order.indexOf(theme.value) + 1) % order.length] ?? 'system';
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  keep(next);
  theme.set(next);
  paint.set(paint.value + 1);
}

/** Notices when the system turns dark or light. */
export function followSystemTheme(): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint.set(paint.value + 1));
}

function stored(): Theme {
  const fixed = document.documentElement.dataset['theme'];
  return fixed === 'light' || fixed === 'dark' ? fixed : 'system';
}

function keep(next: Theme): void {
  try {
    if (next === 'system') localStorage.removeItem(key);
    else localStorage.setItem(key, next);
  } catch {
    // A browser without storage keeps the theme until the page is left.
  }
}
