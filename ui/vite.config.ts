import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// The window loads these files from its own bundle under a strict content security policy, so
// nothing is inlined as a data: address and the page never asks another host for anything.
export default defineConfig({
  plugins: [react()],
  clearScreen: false,
  server: { port: 1420, strictPort: true },
  build: {
    target: ['es2022', 'safari16', 'chrome111'],
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1400,
    rolldownOptions: { input: 'index.html' },
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    css: false,
  },
});
