import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExperimentDetail, MediaItem } from '../../../../schemas/experiments.js';
import '../styles/images.css';
import { formatBytes } from '../pure/format-number.js';
import { gallery, indexAt, stepsOf } from '../pure/gallery.js';
import { Empty } from '../ui/empty.js';
import { Failure } from '../ui/failure.js';
import { Panel } from '../run/panel.js';
import { fetchMedia } from '../run/run-api.js';
import { Skeleton } from '../ui/skeleton.js';
import { AlbumCard } from './album-card.js';
import { Lightbox } from './lightbox.js';

const linkMs = 8 * 60_000;

/** What the run logged as images, by key, with one slider over all steps. */
export function ImagesTab({ run }: { readonly run: ExperimentDetail }) {
  const { data, error, refetch } = useQuery({ queryKey: ['run', run.id, 'media'], queryFn: ({ signal }) => fetchMedia(run.id, signal), refetchInterval: linkMs });
  const [chosen, setChosen] = useState<number | null>(null);
  const [large, setLarge] = useState<MediaItem | null>(null);
  if (error !== null) return <Failure error={error} retry={() => void refetch()} />;
  if (data === undefined) return <div className="gallery" aria-busy="true">{Array.from({ length: 4 }, (_, i) => <Skeleton key={i} height={260} />)}</div>;
  const { albums, orphans } = gallery(data);
  if (data.length === 0) return <div className="card"><Empty icon="image" title="No images yet"><p>Images of <code>{run.run_dir}/media</code> appear here as they are logged.</p></Empty></div>;
  const steps = stepsOf(albums);
  const step = chosen ?? steps.at(-1) ?? 0;
  return (
    <div className="run-head">
      {steps.length > 1 && (
        <label className="slider images-step">
          Step of all images
          <input className="grow" type="range" min={0} max={steps.length - 1} value={Math.max(0, steps.indexOf(step))} aria-valuetext={`step ${step}`} onChange={({ target }) => setChosen(steps[Number(target.value)] ?? null)} />
          <output className="number">{step}</output>
        </label>
      )}
      <div className="gallery">{albums.map(({ key, items }) => <AlbumCard key={key} name={key} items={items} index={indexAt(items, step)} onStep={setChosen} onLarge={setLarge} />)}</div>
      {orphans.length > 0 && (
        <Panel title="Files that no event names" count={orphans.length}>
          <table className="plain-table"><tbody>{orphans.map((item) => <tr key={item.file}><td>{item.url === null ? item.file : <a href={item.url} target="_blank" rel="noopener noreferrer">{item.file}</a>}</td><td className="quiet">{item.type ?? 'gone'}</td><td className="number">{item.size === null ? '' : formatBytes(item.size)}</td></tr>)}</tbody></table>
        </Panel>
      )}
      {large !== null && <Lightbox item={large} onClose={() => setLarge(null)} />}
    </div>
  );
}
