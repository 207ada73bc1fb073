import { Store } from './store.js';

/** A short message at the edge of the page, with at most one thing to do. */
export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly title: string;
  readonly detail?: string;
  readonly action?: { readonly label: string; run(): void };
}

const shownMs = 8000;
let lastId = 0;

/** Notices now on the page, newest last. */
export const notices = new Store<readonly Notice[]>([]);

/** Shows a notice; failures stay until closed, the rest goes by itself. One notice per cause (VIEW-146). */
export function notify(notice: Omit<Notice, 'id'>): void {
  const id = (lastId += 1);
  notices.set([...notices.value.filter(({ title }) => title !== notice.title), { ...notice, id }].slice(-4));
  if (notice.kind === 'done') setTimeout(() => dismiss(id), shownMs);
}

/** Takes a notice away. */
export function dismiss(id: number): void {
  notices.set(notices.value.filter((notice) => notice.id !== id));
}
