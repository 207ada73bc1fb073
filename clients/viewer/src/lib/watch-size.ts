const listeners = new WeakMap<Element, (width: number, height: number) => void>();
let observer: ResizeObserver | undefined;

/** Tells the size of an element now and whenever it changes; one observer serves the page. */
export function watchSize(element: Element, listener: (width: number, height: number) => void): () => void {
  const shared = (observer ??= new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) listeners.get(target)?.(contentRect.width, contentRect.height);
  }));
  listeners.set(element, listener);
  shared.observe(element);
  return () => shared.unobserve(element);
}
