import type { MediaItem } from '../../../../schemas/experiments.js';
import { Icon } from '../ui/icon.js';

interface AlbumCardProps {
  readonly name: string;
  readonly items: readonly MediaItem[];
  readonly index: number;
  readonly onStep: (step: number) => void;
  readonly onLarge: (item: MediaItem) => void;
}

/** The images of one key: the one at the step shown, with its caption. */
export function AlbumCard({ name, items, index, onStep, onLarge }: AlbumCardProps) {
  const item = items[index];
  if (item === undefined) return null;
  return (
    <figure className="card picture">
      <header><h3 className="clip grow" title={name}>{name === '' ? '(no key)' : name}</h3><span className="quiet number">{index + 1}/{items.length}</span></header>
      <Frame item={item} onLarge={onLarge} />
      <footer>
        {items.length > 1 && <input type="range" min={0} max={items.length - 1} value={index} aria-label={`Step of ${name}`} aria-valuetext={`step ${item.step ?? index}`} onChange={({ target }) => onStep(items[Number(target.value)]?.step ?? Number(target.value))} />}
        <figcaption>{item.caption ?? <span className="quiet">no caption</span>}</figcaption>
        <span className="quiet number">{item.step === null ? 'without a step' : `step ${item.step}`}</span>
      </footer>
    </figure>
  );
}

function fileName({ file }: MediaItem): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function Frame({ item, onLarge }: { readonly item: MediaItem; readonly onLarge: (item: MediaItem) => void }) {
  if (item.url === null || item.type === null) return <div className="frame missing"><Icon name="alert" /><span title={item.file}>{fileName(item)} is missing</span></div>;
  if (!item.type.startsWith('image/')) return <div className="frame missing"><a href={item.url} target="_blank" rel="noopener noreferrer"><Icon name="file" /> {fileName(item)}</a></div>;
  return <button type="button" className="frame" aria-label={`Show ${item.key ?? item.file} large`} onClick={() => onLarge(item)}><img src={item.url} alt={item.caption ?? item.key ?? item.file} loading="lazy" decoding="async" /></button>;
}
