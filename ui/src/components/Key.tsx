import { type KeyName, keyOf, keyWords, useKeymap } from '../lib/keys';

/** The single key of something, as somebody has it; nothing while single keys are off. */
export function Key({ of }: { of: KeyName }) {
  useKeymap();
  const key = keyOf(of);
  if (!key) return null;
  return (
    <span aria-hidden="true">
      <kbd>{keyWords(key)}</kbd>
    </span>
  );
}
