import { dismiss, notices, type Notice } from '../lib/notices.js';
import { useStore } from '../lib/store.js';
import { Icon } from './icon.js';

/** The notices of the page; said aloud as they come. */
export function NoticeList() {
  const shown = useStore(notices);
  return <div className="notices" role="status" aria-live="polite">{shown.map((notice) => <NoticeLine key={notice.id} notice={notice} />)}</div>;
}

function NoticeLine({ notice: { id, kind, title, detail, action } }: { readonly notice: Notice }) {
  const act = () => {
    action?.run();
    dismiss(id);
  };
  return (
    <div className={`notice ${kind}`}>
      <Icon name={kind === 'done' ? 'check' : 'alert'} />
      <div className="grow">{title}{detail !== undefined && <small>{detail}</small>}</div>
      {action !== undefined && <button type="button" className="button small" onClick={act}>{action.label}</button>}
      <button type="button" className="button small square" aria-label="Close the notice" onClick={() => dismiss(id)}><Icon name="close" /></button>
    </div>
  );
}
