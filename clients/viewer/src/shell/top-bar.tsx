import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { closeSession } from '../lib/session.js';
import { notify } from '../lib/notices.js';
import { explain } from '../lib/api-error.js';
import { useStore } from '../lib/store.js';
import { switchTheme, theme, type Theme } from '../lib/theme.js';
import { useKeys } from '../lib/use-keys.js';
import { BrandMark } from '../ui/brand-mark.js';
import { IconButton } from '../ui/icon-button.js';
import type { IconName } from '../ui/icon.js';
import { ShortcutHelp } from '../ui/shortcut-help.js';
import { StorageLink } from '../storage/storage-link.js';
import { ConnectionState } from './connection-state.js';

const MigrationLink = lazy(async () => ({ default: (await import('../migration/migration-link.js')).MigrationLink }));
const themeIcons: Readonly<Record<Theme, IconName>> = { system: 'monitor', light: 'sun', dark: 'moon' };

/** The bar over every page. */
export function TopBar() {
  const [isHelpOpen, setHelpOpen] = useState(false);
  const now = useStore(theme);
  useKeys({ t: switchTheme, '?': () => setHelpOpen(true) });
  const signOut = () => {
    closeSession().catch((error: unknown) => notify({ kind: 'failed', title: 'This browser is still signed in', detail: explain(error).title }));
  };
  return (
    <header className="topbar">
      <Link className="brand" href="/"><BrandMark /><span>Runkeep</span></Link>
      <nav aria-label="Pages"><StorageLink /><Suspense><MigrationLink /></Suspense></nav>
      <span className="grow" />
      <ConnectionState />
      <IconButton icon={themeIcons[now]} label={`Theme: ${now} (T)`} onClick={switchTheme} />
      <IconButton icon="keyboard" label="Keys (?)" onClick={() => setHelpOpen(true)} />
      <IconButton icon="out" label="Sign this browser out" onClick={signOut} />
      {isHelpOpen && <ShortcutHelp onClose={() => setHelpOpen(false)} />}
    </header>
  );
}
