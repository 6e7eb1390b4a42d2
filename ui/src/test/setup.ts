import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { clearMocks } from '@tauri-apps/api/mocks';
import { afterEach, vi } from 'vitest';

// A busy machine is slow; whoever waits for what comes still sees it at once.
configure({ asyncUtilTimeout: 15_000 });
vi.setConfig({ testTimeout: 60_000 });

// What a browser has and jsdom has not. Mantine asks for these when it draws.
Object.defineProperty(window, 'matchMedia', {
  writable: true,
  value: (query: string) => ({
    // Whoever asks for less motion gets every window at once, and so do the tests.
    matches: query.includes('prefers-reduced-motion'),
    media: query,
    onchange: null,
    addListener: vi.fn(),
    removeListener: vi.fn(),
    addEventListener: vi.fn(),
    removeEventListener: vi.fn(),
    dispatchEvent: vi.fn(),
  }),
});
class SilentResizeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.scrollTo = () => undefined;
window.ResizeObserver = SilentResizeObserver;
Element.prototype.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
Object.defineProperty(document, 'fonts', { value: { addEventListener: vi.fn(), removeEventListener: vi.fn() } });

afterEach(async () => {
  cleanup();
  // What was mounted stops listening in promises of its own, which still need the mocks.
  await new Promise((resolve) => setTimeout(resolve));
  clearMocks();
  window.location.hash = '';
});
