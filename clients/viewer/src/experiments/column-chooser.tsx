import { useState } from 'react';
import type { ExperimentFacets } from '../../../../schemas/experiments.js';
import { nameSearch } from '../pure/metric-search.js';
import { builtInColumns, columnInfo } from '../pure/table-columns.js';
import { defaultColumns } from '../pure/table-view.js';
import { Icon } from '../ui/icon.js';

interface ColumnChooserProps {
  readonly columns: readonly string[];
  readonly facets: ExperimentFacets | undefined;
  readonly onChange: (columns: readonly string[]) => void;
}

const mostShown = 60;

/** Which columns the table shows: the built-in ones, and any metric or parameter that a run has. */
export function ColumnChooser({ columns, facets, onChange }: ColumnChooserProps) {
  const [search, setSearch] = useState('');
  const known = [
    ...columns,
    ...builtInColumns.map(({ id }) => id),
    ...(facets?.metrics ?? []).map((name) => `metrics.${name}`),
    ...(facets?.params ?? []).map((name) => `params.${name}`),
  ];
  const wanted = nameSearch(search);
  const found = [...new Set(known)].filter((id) => wanted.matches(id) || wanted.matches(columnInfo(id)?.title ?? ''));
  const toggle = (id: string) => onChange(columns.includes(id) ? columns.filter((other) => other !== id) : [...columns, id]);
  return (
    <div className="chooser">
      <label className="field"><Icon name="search" /><input value={search} placeholder="Find a column" aria-label="Find a column" onChange={({ target }) => setSearch(target.value)} /></label>
      <ul>
        {found.slice(0, mostShown).map((id) => (
          <li key={id}><label><input type="checkbox" checked={columns.includes(id)} disabled={id === 'name'} onChange={() => toggle(id)} /><ColumnName id={id} /></label></li>
        ))}
      </ul>
      {found.length > mostShown && <p className="quiet">{found.length - mostShown} more: type a part of the name.</p>}
      {found.length === 0 && <p className="quiet">No column has this in its name.</p>}
      <button type="button" className="button small" onClick={() => onChange(defaultColumns)}>As at the beginning</button>
    </div>
  );
}

function ColumnName({ id }: { readonly id: string }) {
  const dot = id.indexOf('.');
  if (dot < 0) return <span className="clip">{columnInfo(id)?.title ?? id}</span>;
  return <span className="clip" title={id}><span className="quiet">{id.slice(0, dot + 1)}</span>{id.slice(dot + 1)}</span>;
}
