// What is said of a load as a whole: a question of its contract, that it is not billed, and what is taken back.
import { api } from '../../../api/generated/commands';
import type { DismissKind } from '../../../api/generated/DismissKind';
import type { HoldLine } from '../../../api/generated/HoldLine';
import type { QuestionLine } from '../../../api/generated/QuestionLine';
import { BECAUSE, type Form, FROM, given, type Of } from './form';

/** What a hold asks of the questions that the contract leaves open; all of them where it names none. */
export function asked(hold: HoldLine | undefined, open: QuestionLine[]): QuestionLine[] {
  const named = open.filter(({ question }) => hold?.message.includes(question));
  return named.length > 0 ? named : open;
}

export function answer({ load, detail, hold }: Of): Form {
  const open = asked(hold, detail.questions);
  const questions = open.map((one) => one.question);
  const options = (all: string[]) => all.map((value) => ({ value, label: value }));
  const answersTo = (question: string | undefined) => open.find((one) => one.question === question)?.answers ?? [];
  return {
    title: `Answer a question of the contract for ${detail.load}`,
    text: 'For this load alone; the contract stays as it is.',
    button: 'Answer it',
    initial: { question: questions.length === 1 ? (questions[0] ?? '') : '' },
    fields: ({ question }) => [
      questions.length > 0
        ? { name: 'question', label: 'Question', as: 'pick', options: options(questions), wide: true }
        : { name: 'question', label: 'Question, or how it begins' },
      answersTo(question).length > 0
        ? { name: 'answer', label: 'Answer', as: 'one', options: options(answersTo(question)) }
        : { name: 'answer', label: 'Answer', hint: 'As the hold tells it, else in words.' },
      BECAUSE,
      FROM,
    ],
    at: ({ code, message }) =>
      code === 'LH-475' ? (message.includes('is no answer to') ? 'answer' : 'question') : undefined,
    does: ({ question = '', answer: said = '', because = '', from }, seen) =>
      api.answer({ load, question, answer: said, because, from: given(from), seen }),
    told: ({ answer: said = '' }) => `${detail.load} answered: ${said}`,
  };
}

const KINDS: { value: DismissKind; label: string }[] = [
  { value: 'duplicate', label: 'A duplicate: it is another load once more' },
  { value: 'test', label: 'A test' },
  { value: 'not-ours', label: 'Not ours: somebody else hauls and bills it' },
];

export function dismiss({ load, detail }: Of): Form {
  return {
    title: `${detail.load} is not billed`,
    text: 'It leaves the queue, and stays in the record. What is on file of a duplicate is on file of the other load too.',
    button: 'Do not bill it',
    initial: { kind: '' },
    fields: ({ kind }) => [
      { name: 'kind', label: 'Why not', as: 'one', options: KINDS },
      ...(kind === 'duplicate' ? [{ name: 'of', label: 'The load that it is once more' }] : []),
      BECAUSE,
    ],
    at: ({ code, message }) => {
      if (['LH-410', 'LH-422'].includes(code)) return 'of';
      return code === 'LH-473' && !message.includes('was dismissed by') ? 'of' : undefined;
    },
    does: ({ kind = '', of, because = '' }, seen) =>
      api.dismiss({ load, kind: kind as DismissKind, of: kind === 'duplicate' ? given(of) : null, because, seen }),
    told: () => `${detail.load} is not billed`,
  };
}

export function reopen({ load, detail }: Of): Form {
  return {
    title: `Reopen ${detail.load}`,
    text: 'It is in the queue again, as its facts make of it.',
    button: 'Reopen it',
    initial: {},
    fields: () => [BECAUSE],
    does: ({ because = '' }, seen) => api.reopen({ load, because, seen }),
    told: () => `${detail.load} is in the queue again`,
  };
}

export function takeBack({ load, detail, entry }: Of): Form {
  return {
    title: 'Take back what was said',
    text: entry ? `“${entry.text}”: what its sources say stands again.` : 'It does not stand any more.',
    button: 'Take it back',
    initial: {},
    fields: () => [BECAUSE],
    does: ({ entry: of = '', because = '' }, seen) => api.takeBack({ load, entry: Number(of), because, seen }),
    told: () => `${detail.load}: ${entry?.text ?? 'what was said'} taken back`,
  };
}

export function release({ load, detail, hold }: Of): Form {
  return {
    title: `Release ${detail.load}`,
    text: hold ? hold.message : 'It is billed as it stands.',
    button: 'Release it',
    initial: {},
    fields: () => [BECAUSE],
    does: ({ because = '' }, seen) => api.release({ load, reason: because, seen }),
    told: () => `${detail.load} released`,
  };
}
