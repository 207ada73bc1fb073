import { createRoot } from 'react-dom/client';
import { hurryWhenBack } from './lib/live.js';
import { openSession } from './lib/session.js';
import { followSystemTheme } from './lib/theme.js';
import { App } from './shell/app.js';

/** Opens the session and shows the viewer. */
export function start(): void {
  followSystemTheme();
  hurryWhenBack();
  void openSession();
  const place = document.getElementById('app');
  if (place !== null) createRoot(place).render(<App />);
}
