// Runs before the first paint, so that a theme chosen by hand never flashes the other one (VIEW-142).
try {
  const theme = globalThis.localStorage.getItem('runkeep.theme');
  if (theme === 'light' || theme === 'dark') globalThis.document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: the system's theme is then right.
}
