import { Icon, type IconName } from './icon.js';

interface IconButtonProps {
  readonly icon: IconName;
  /** Its name, for the tooltip and for those who do not see the drawing. */
  readonly label: string;
  readonly pressed?: boolean;
  readonly small?: boolean;
  readonly disabled?: boolean;
  readonly onClick: () => void;
}

/** A button that shows only a drawing. */
export function IconButton({ icon, label, pressed, small, disabled, onClick }: IconButtonProps) {
  return (
    <button type="button" className={`button bare square${small === true ? ' small' : ''}`} aria-label={label} title={label} aria-pressed={pressed} disabled={disabled} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}
