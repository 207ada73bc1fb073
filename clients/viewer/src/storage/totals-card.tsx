import type { ReactNode } from 'react';
import type { StorageTotals } from '../../../../schemas/dedup-storage.js';
import { formatBytes } from '../pure/format-number.js';
import { whole } from '../pure/migration-words.js';
import { keptParts, keptWords, savedPercent } from '../pure/storage-words.js';

/** What is kept in all: a bar of its parts, and figures. */
export function TotalsCard({ totals }: { readonly totals: StorageTotals }) {
  const saved = savedPercent(totals);
  return (
    <section className="card storage-totals" aria-label="Totals">
      <div className="row wrap">
        <h2 className="number">{keptWords(totals)}</h2>
        {saved > 0 && <span className="saved number" title={`${formatBytes(totals.bytes - totals.stored_bytes)} are stored once instead of several times`}>{saved} % saved</span>}
      </div>
      <KeptBar totals={totals} />
      <dl className="storage-figures">
        <Figure name="Artifacts">{whole(totals.artifacts)}</Figure>
        <Figure name="Versions">{whole(totals.versions)}</Figure>
        <Figure name="In the pool">{formatBytes(totals.pool.bytes)}<small> {whole(totals.pool.contents)} files</small></Figure>
        <Figure name="Database">{formatBytes(totals.database_bytes)}</Figure>
        <Figure name="Free on the disk">{formatBytes(totals.free_bytes)}</Figure>
      </dl>
    </section>
  );
}

/** The parts of what is kept, by size; the list below says them in words. */
function KeptBar({ totals }: { readonly totals: StorageTotals }) {
  const parts = keptParts(totals);
  const some = parts.filter(({ bytes }) => bytes > 0);
  return (
    <div>
      <div className="kept-bar" aria-hidden="true">{some.map(({ name, bytes }) => <i key={name} className={name} style={{ flexGrow: bytes }} />)}</div>
      <ul className="kept-parts" aria-label="What is kept">
        {parts.map(({ name, word, meaning, bytes }) => (
          <li key={name} className={bytes === 0 ? 'none' : undefined} title={meaning}>
            <i className={name} aria-hidden="true" /><span>{word}</span><b className="number">{formatBytes(bytes)}</b><small>{meaning}</small>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return <div><dt>{name}</dt><dd className="number">{children}</dd></div>;
}
