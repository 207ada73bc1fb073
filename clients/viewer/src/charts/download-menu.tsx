import { address } from '../lib/api.js';
import { Popover } from '../ui/popover.js';

interface DownloadMenuProps {
  readonly id: string;
  readonly metric: string;
}

const formats = [['csv', 'CSV'], ['jsonl', 'JSON lines'], ['parquet', 'Parquet'], ['arrow', 'Arrow']] as const;

/** Files of all points of a metric, not of a sample of them (VIEW-17); the daemon streams and names them. */
export function DownloadMenu({ id, metric }: DownloadMenuProps) {
  return (
    <Popover icon="download" label={`Download all points of ${metric}`} compact small>
      {(close) => formats.map(([format, name]) => (
        <a key={format} className="menu-item" href={address('/api/experiments/export', { id, metric, format })} download onClick={close}>{name}</a>
      ))}
    </Popover>
  );
}
