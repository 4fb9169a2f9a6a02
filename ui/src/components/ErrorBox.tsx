import type { ReactNode } from 'react';
import type { ApiError } from '../api/generated/ApiError';
import { asError } from '../api/invoke';
import { atDesk } from '../lib/desk';

/** Lines of a message without those that draw a place under a text for a terminal. */
const told = (message: string) =>
  message
    .split('\n')
    .filter((line) => !/^[\s|^]*$/.test(line))
    .join('\n');

/** What happened, what it means for the invoice, what to do: with the code to look up or to quote. */
export function ErrorBox({ error, children }: { error: unknown; children?: ReactNode }) {
  const { code, message, meaning, next_step }: ApiError = asError(error);
  return (
    <div className="error-box" role="alert">
      <p>
        <strong className="code">{code}</strong> {told(message)}
      </p>
      <p>{meaning}</p>
      {next_step ? <p className="next">{atDesk(next_step)}</p> : null}
      {children}
    </div>
  );
}
