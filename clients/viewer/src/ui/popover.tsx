import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Icon, type IconName } from './icon.js';

interface PopoverProps {
  readonly icon: IconName;
  readonly label: string;
  /** Shows only the drawing. */
  readonly compact?: boolean;
  readonly small?: boolean;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small window below it; Escape, a click elsewhere or leaving it closes it. */
export function Popover({ icon, label, compact, small, children }: PopoverProps) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const outside = ({ target }: PointerEvent) => {
      if (target instanceof Node && anchor.current?.contains(target) !== true) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [open]);
  return (
    <div
      ref={anchor} className="anchor"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || !open) return;
        event.stopPropagation();
        event.preventDefault();
        setOpen(false);
        anchor.current?.querySelector('button')?.focus();
      }}
    >
      <button type="button" className={`button${compact === true ? ' bare square' : ''}${small === true ? ' small' : ''}`} aria-expanded={open} aria-label={label} title={label} onClick={() => setOpen(!open)}>
        <Icon name={icon} />{compact !== true && <span>{label}</span>}
      </button>
      {open && <div className="popover right">{children(() => setOpen(false))}</div>}
    </div>
  );
}
