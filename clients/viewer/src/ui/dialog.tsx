import { useEffect, useRef, type ReactNode } from 'react';
import { IconButton } from './icon-button.js';

interface DialogProps {
  readonly title: string;
  readonly wide?: boolean;
  /** Stands beside the button that closes it. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
  readonly onClose: () => void;
}

/** A modal window; Escape and a click beside it close it. */
export function Dialog({ title, wide, tools, children, onClose }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element} className={wide === true ? 'wide' : ''} aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={({ target }) => {
        if (target === element.current) onClose();
      }}
    >
      <div className="row"><h2 className="grow clip">{title}</h2>{tools}<IconButton icon="close" label="Close" onClick={onClose} /></div>
      {children}
    </dialog>
  );
}
