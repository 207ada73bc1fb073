import type { MediaItem } from '../../../../schemas/experiments.js';
import { Dialog } from '../ui/dialog.js';

interface LightboxProps {
  readonly item: MediaItem;
  readonly onClose: () => void;
}

/** One image, as large as the window allows, its pixels not smoothed (VIEW-100). */
export function Lightbox({ item, onClose }: LightboxProps) {
  return (
    <Dialog title={`${item.key ?? item.file}${item.step === null ? '' : ` · step ${item.step}`}`} wide onClose={onClose}>
      <div className="lightbox">{item.url !== null && <img src={item.url} alt={item.caption ?? item.key ?? item.file} />}</div>
      {item.caption !== null && <p>{item.caption}</p>}
    </Dialog>
  );
}
