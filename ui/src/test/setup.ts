import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// jsdom lays nothing out; the grid asks how high it is.
Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, value: 680 });
Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, value: 1200 });

// Nor does it know CSS.escape.
globalThis.CSS ??= { escape: (text: string) => text } as typeof CSS;

// Nor what lists ask of a page that is laid out.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
Element.prototype.scrollIntoView ??= () => undefined;

// A machine that builds beside it is slow, and not wrong.
configure({ asyncUtilTimeout: 8_000 });

afterEach(cleanup);
