// What a screen remembers is on the shell's list; else it is forgotten, and nobody is told.
import { expect, it } from 'vitest';
import memory from '../../../src-tauri/src/memory.rs?raw';

const SOURCES = import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.test.*', '!../api/generated/**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

it('remembers nothing that the shell does not keep', () => {
  const kept = memory
    .match(/KEYS[^=]*=\s*&\[([^\]]*)\]/)?.[1]
    ?.match(/"(\w+)"/g)
    ?.map((key) => key.slice(1, -1));
  const asked = Object.values(SOURCES).flatMap((text) => [
    ...text.matchAll(/(?:remember|keep|remembered(?:<[^(]*>)?)\('(\w+)'/g),
  ]);
  const names = [...new Set(asked.map((found) => found[1]))].sort();
  expect(names.length).toBeGreaterThan(8);
  expect(names).toEqual([...(kept ?? [])].sort());
});
