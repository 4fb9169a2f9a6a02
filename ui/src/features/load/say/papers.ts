// A file that is put on file, and what somebody saw on a paper.
import { api } from '../../../api/generated/commands';
import type { DocumentLine } from '../../../api/generated/DocumentLine';
import type { LoadDetail } from '../../../api/generated/LoadDetail';
import { stopTime } from '../../../lib/time';
import { plain } from '../../../lib/words';
import { BECAUSE, clock, exampleTime, type Form, FROM, given, type Of, type Option, stopOf, stops } from './form';

const SIGNED = ['pod', 'pod_signed', 'bol', 'bol_signed'];

/** What may be attested of a load: what is signed at a stop, and opens. */
export function signable({ documents }: LoadDetail): DocumentLine[] {
  return documents.filter((one) => SIGNED.includes(one.kind) && one.readability === 'readable');
}

/** The one that is looked at first: a POD before a bill of lading, of this stop where one is named, that nobody attested yet. */
export function toAttest(detail: LoadDetail, first: 'pod' | 'bol' = 'pod', stop?: number | null): string | undefined {
  const rank = (one: DocumentLine) =>
    (one.kind.startsWith(first) ? 4 : 0) + (stop && one.stop === stop ? 2 : 0) + (one.signed_by === null ? 1 : 0);
  return signable(detail).toSorted((one, other) => rank(other) - rank(one))[0]?.id;
}

export function paper(one: DocumentLine): Option {
  const stop = one.stop === null ? '' : `, stop ${one.stop}`;
  return { value: one.id, label: `${plain(one.kind)}${stop} · ${one.file ?? one.id}` };
}

/** The stop of whose times a paper speaks: its own, else the only delivery. */
function stopOfPaper({ documents, stops: all }: LoadDetail, id: string | undefined): number | null {
  const own = documents.find((one) => one.id === id)?.stop ?? null;
  const deliveries = all.filter((one) => one.kind === 'delivery');
  return own ?? (deliveries.length === 1 ? (deliveries[0]?.seq ?? null) : null);
}

const NOTED: Option[] = [
  { value: 'clean', label: 'Clean' },
  { value: 'short', label: 'Short' },
  { value: 'damaged', label: 'Damaged' },
  { value: 'refused', label: 'Refused' },
  { value: 'seal_broken', label: 'Seal broken' },
];

export function attest({ load, detail, today }: Of): Form {
  const papers = signable(detail);
  return {
    title: `Attest a document of ${detail.load}`,
    text: 'What stands on the page beside it. What is not clean holds the load until somebody says that it is billed all the same.',
    button: 'Attest it',
    initial: { document: toAttest(detail) ?? '', because: 'looked at it' },
    fields: ({ document }) => {
      const stop = stopOfPaper(detail, document);
      const at = detail.stops.find((one) => one.seq === stop);
      const time = (name: string, label: string, told: string | null | undefined) => ({
        name,
        label,
        optional: true,
        hint: `If it stands there, ${clock(detail, stop)}${told ? `; the load has ${stopTime(told)}` : ''}.`,
        example: exampleTime(detail, stop, today),
      });
      return [
        { name: 'document', label: 'Document', as: 'pick', options: papers.map(paper) },
        { name: 'signed_by', label: 'Signed by' },
        { name: 'noted', label: 'Noted on it', as: 'ticks', options: NOTED, alone: 'clean' },
        time('came', 'In', at?.arrived),
        time('left', 'Out', at?.departed),
        BECAUSE,
      ];
    },
    at: ({ code, message }) => {
      if (message.startsWith('--in')) return 'came';
      if (message.startsWith('--out') || message.startsWith('it would have left')) return 'left';
      if (message.startsWith('nobody is named')) return 'signed_by';
      return code === 'LH-466' ? 'document' : undefined;
    },
    does: ({ document = '', signed_by = '', noted = '', came, left, because = '' }, seen) => {
      const is = (what: string) => noted.split(' ').includes(what);
      return api.attest({
        load,
        document,
        signed_by,
        clean: is('clean'),
        short: is('short'),
        damaged: is('damaged'),
        refused: is('refused'),
        seal_broken: is('seal_broken'),
        came: given(came),
        left: given(left),
        because,
        seen,
      });
    },
    told: ({ signed_by = '' }) => `${detail.load}: attested as signed by ${signed_by}`,
  };
}

export function attach({ load, detail, words }: Of): Form {
  const isReceipt = (kind: string | undefined) => (kind ?? '').endsWith('_receipt') || kind === 'scale_ticket';
  return {
    title: `Attach a file to ${detail.load}`,
    text: 'A PDF, PNG, JPEG or TIFF that came by mail, phone or paper. What is not said here its name says.',
    button: 'Attach it',
    initial: { file: '', kind: '', stop: '', because: 'it came' },
    fields: ({ kind }) => [
      { name: 'file', label: 'File', as: 'file' },
      {
        name: 'kind',
        label: 'What it is',
        as: 'pick',
        optional: true,
        options: [...new Set([...(kind ? [kind] : []), ...words.documents])].map((one) => ({
          value: one,
          label: plain(one),
        })),
        hint: 'Nothing picked: as its name says.',
      },
      { name: 'stop', label: 'Stop', as: 'pick', optional: true, options: stops(detail) },
      ...(kind === 'pod' || kind === 'bol'
        ? [{ name: 'signed_by', label: 'Signed by', optional: true, hint: 'If you looked at it.' }]
        : []),
      ...(isReceipt(kind) ? [{ name: 'amount', label: `Amount in ${detail.currency}`, optional: true }] : []),
      BECAUSE,
      { ...FROM, label: 'Who sent it, and how', example: 'driver, text message' },
    ],
    at: ({ code, message }) => {
      if (code === 'LH-467') return 'file';
      if (code === 'LH-418' || code === 'LH-472') return 'amount';
      if (code !== 'LH-468') return undefined;
      return message.includes('has no stop') ? 'stop' : message.includes('signed') ? 'signed_by' : 'kind';
    },
    does: ({ kind, stop, signed_by, amount, because = '', from }, seen) =>
      api.attach({
        load,
        kind: given(kind),
        stop: stopOf(stop),
        signed_by: kind === 'pod' || kind === 'bol' ? given(signed_by) : null,
        amount: isReceipt(kind) ? given(amount) : null,
        because,
        from: given(from),
        seen,
      }),
    told: ({ file = '' }) => `${file} is on file of ${detail.load}`,
  };
}
