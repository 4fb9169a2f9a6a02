import { Ask } from './Ask';

/** Asks what becomes of an invoice that was cancelled at the ERP. Neither is chosen beforehand: one of them bills again. */
export function Fate({
  invoice,
  loads,
  kept,
  onType,
  onDone,
  onClose,
}: {
  invoice: string;
  loads?: string[];
  kept?: Record<string, string>;
  onType?: (answers: Record<string, string>) => void;
  onDone: (billAgain: boolean, reason: string) => void;
  onClose: () => void;
}) {
  const some = (loads ?? []).slice(0, 4).join(', ');
  const more = (loads?.length ?? 0) > 4 ? ` and ${(loads?.length ?? 0) - 4} more` : '';
  return (
    <Ask
      question={{
        title: `What becomes of ${invoice}?`,
        text: `It was posted, and was cancelled or credited at the ERP since. ${some ? `It billed ${some}${more}.` : 'Its loads are held until you say.'}`,
        button: 'Decide',
        choice: {
          name: 'fate',
          label: 'Its loads',
          options: [
            {
              value: 'again',
              label: 'Bill again',
              text: 'They can be approved and billed once more, under the next number.',
            },
            { value: 'closed', label: 'Closed', text: 'They are not billed again.' },
          ],
        },
      }}
      kept={kept}
      onType={onType}
      onClose={onClose}
      onDone={({ fate, reason = '' }) => onDone(fate === 'again', reason)}
    />
  );
}
