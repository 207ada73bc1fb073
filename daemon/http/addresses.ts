/** The path of a request without its query, as it came. */
export function pathOf(url: string | undefined): string {
  return (url ?? '').split(/[?#]/, 1)[0] ?? '';
}

/** True for what the viewer's router shows: words and ids, nothing that looks like a file (SEC-13). */
export function isPage(path: string): boolean {
  return /^\/[\w~/-]*$/.test(path) && !isReserved(path);
}

/** True for the page and the files it is made of, which hold nothing of the user's. */
export function isViewer(path: string): boolean {
  return !isReserved(path);
}

function isReserved(path: string): boolean {
  return /^\/(api|media|live|metrics|healthz)(\/|$)/.test(path);
}
