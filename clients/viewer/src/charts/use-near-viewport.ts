import { useEffect, useState, type RefObject } from 'react';

const listeners = new WeakMap<Element, (isNear: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** Whether an element lies within one screen of the viewport: only such charts are mounted. */
export function useNearViewport(element: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    const shared = (observer ??= new IntersectionObserver(tell, { rootMargin: '100% 0px' }));
    listeners.set(watched, setNear);
    shared.observe(watched);
    return () => shared.unobserve(watched);
  }, [element]);
  return isNear;
}

function tell(entries: readonly IntersectionObserverEntry[]): void {
  for (const { target, isIntersecting } of entries) listeners.get(target)?.(isIntersecting);
}
