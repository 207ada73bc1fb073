import type { ExperimentFacets } from '../../../../schemas/experiments.js';
import { demands, quoted, toggle } from '../pure/conjunct.js';
import { formatCount } from '../pure/format-number.js';

interface FacetChipsProps {
  readonly facets: ExperimentFacets | undefined;
  readonly filter: string;
  readonly onChange: (filter: string) => void;
}

const most = 8;

/** Counts by state, path and tag; a chip puts its condition into the filter or takes it out. */
export function FacetChips({ facets, filter, onChange }: FacetChipsProps) {
  if (facets === undefined) return <div className="facets" aria-hidden="true"><span className="chip">&nbsp;</span></div>;
  const groups = [
    Object.entries(facets.state).filter(([, count]) => count > 0).map(([value, count]) => ({ text: value, part: `state = ${quoted(value)}`, count })),
    facets.path.slice(0, most).map(({ value, count }) => ({ text: value || '(root)', part: `path = ${quoted(value)}`, count })),
    facets.tags.slice(0, most).map(({ value, count }) => ({ text: `#${value}`, part: `has(${quoted(value)})`, count })),
  ].filter((group) => group.length > 0);
  return (
    <div className="facets" role="group" aria-label="Filter by state, path and tag">
      {groups.map((group, i) => [
        i > 0 && <span key={`gap ${i}`} className="gap" />,
        ...group.map(({ text, part, count }) => (
          <button key={part} type="button" className="chip" aria-pressed={demands(filter, part)} title={part} onClick={() => onChange(toggle(filter, part))}>
            <span className="clip">{text}</span><span className="number">{formatCount(count)}</span>
          </button>
        )),
      ])}
    </div>
  );
}
