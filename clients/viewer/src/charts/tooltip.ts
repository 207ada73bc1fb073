/** One line of the tooltip. */
export interface TooltipRow {
  readonly colour: string;
  readonly label: string;
  /** Cells behind the label; the first is strong. */
  readonly cells: readonly string[];
}

const gap = 14;

/** The one tooltip of the page; moved without React and without reading the layout of the page. */
class Tooltip {
  #element: HTMLElement | null = null;

  show(clientX: number, clientY: number, head: string, rows: readonly TooltipRow[], foot: readonly string[]): void {
    const box = this.#box();
    const header = document.createElement('header');
    header.textContent = head;
    const table = document.createElement('table');
    table.append(...rows.map(rowElement));
    box.replaceChildren(header, table, ...foot.map(footElement));
    box.classList.add('shown');
    this.#place(box, clientX, clientY);
  }

  hide(): void {
    this.#element?.classList.remove('shown');
  }

  #place(box: HTMLElement, clientX: number, clientY: number): void {
    const isLeft = clientX > innerWidth / 2;
    const isAbove = clientY > innerHeight / 2;
    box.style.transform = `translate(${clientX + (isLeft ? -gap : gap)}px, ${clientY + (isAbove ? -gap : gap)}px) translate(${isLeft ? '-100%' : '0'}, ${isAbove ? '-100%' : '0'})`;
  }

  #box(): HTMLElement {
    if (this.#element?.isConnected === true) return this.#element;
    const box = document.createElement('div');
    box.className = 'tooltip';
    // A chart in full screen lies in the browser's top layer, above everything else on the page.
    (document.querySelector('dialog[open]') ?? document.body).append(box);
    this.#element = box;
    return box;
  }

  /** Moves with the next use: a dialog was opened or closed. */
  detach(): void {
    this.#element?.remove();
    this.#element = null;
  }
}

/** The tooltip of all charts. */
export const tooltip = new Tooltip();

function rowElement({ colour, label, cells }: TooltipRow): HTMLElement {
  const row = document.createElement('tr');
  const name = document.createElement('td');
  const swatch = document.createElement('i');
  swatch.style.background = colour;
  name.append(swatch, label);
  row.append(name, ...cells.map((text, i) => cellElement(text, i > 0)));
  return row;
}

function cellElement(text: string, isFaint: boolean): HTMLElement {
  const cell = document.createElement('td');
  cell.textContent = text;
  cell.className = isFaint ? 'faint' : '';
  return cell;
}

function footElement(text: string): HTMLElement {
  const line = document.createElement('div');
  line.className = 'faint';
  line.textContent = text;
  return line;
}
