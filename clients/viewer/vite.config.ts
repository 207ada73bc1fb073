import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// eslint-disable-next-line no-restricted-syntax -- vite reads its settings from the default export
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../../dist/viewer',
    emptyOutDir: true,
    // The page's policy allows scripts and styles of its own origin only: nothing is inlined, nothing is preloaded by a script (SEC-25).
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
  },
});
