import { flatPairs, pairsText } from '../pure/flat-pairs.js';
import { CopyButton } from '../ui/copy-button.js';
import { Panel } from './panel.js';

interface PairsProps {
  readonly title: string;
  readonly value: unknown;
  /** Said when there is nothing. */
  readonly nothing: string;
}

const most = 500;

/** A nested document as a list of names and values, in natural order; copied as TSV. */
export function Pairs({ title, value, nothing }: PairsProps) {
  const pairs = flatPairs(value);
  return (
    <Panel title={title} count={pairs.length} tools={pairs.length > 0 && <CopyButton label={`Copy ${title} as text`} text={() => pairsText(pairs)} />}>
      {pairs.length === 0 ? <p className="quiet">{nothing}</p> : <dl className="pairs">{pairs.slice(0, most).map(([name, text], i) => <div key={i}><dt>{name}</dt><dd>{text}</dd></div>)}</dl>}
      {pairs.length > most && <p className="quiet">{pairs.length - most} more; copy them all with the button above.</p>}
    </Panel>
  );
}
