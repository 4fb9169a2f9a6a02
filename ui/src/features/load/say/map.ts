// As which item a charge is posted at the ERP: for every load, in the settings.
import { api } from '../../../api/generated/commands';
import { plain } from '../../../lib/words';
import { BECAUSE, type Form, given, type Of } from './form';

export function map({ hold }: Of): Form {
  const charge = hold?.charge ?? '';
  return {
    title: charge ? `The item of ${plain(charge)} at the ERP` : 'The item of a charge at the ERP',
    text: 'It counts for every load that is not approved, and stands in the settings from now on.',
    button: 'Map it',
    initial: { code: charge },
    fields: () => [
      ...(charge ? [] : [{ name: 'code', label: 'Charge code', example: 'LUMPER' }]),
      { name: 'item', label: 'Item at the ERP', example: '4050' },
      { name: 'instead_of', label: 'In place of', optional: true, hint: 'Where it has one that is wrong: that one.' },
      BECAUSE,
    ],
    at: ({ code, message }) => {
      if (code === 'LH-457') return 'instead_of';
      return code === 'LH-456' && !message.includes('charge code') ? 'item' : undefined;
    },
    does: ({ code = '', item = '', instead_of, because = '' }) =>
      api.map({ code: code.trim(), item: item.trim(), instead_of: given(instead_of), because }),
    told: ({ code = '', item = '' }) => `${plain(code)} is posted as ${item.trim()}`,
  };
}
