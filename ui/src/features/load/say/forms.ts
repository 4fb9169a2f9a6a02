import { set } from './facts';
import type { Form, Of, Said } from './form';
import { map } from './map';
import { accept, adjust, approved, waive } from './money';
import { attach, attest } from './papers';
import { answer, dismiss, release, reopen, takeBack } from './whole';

/** Every form, by what is said with it. */
export const FORMS: Record<Said, (of: Of) => Form> = {
  set,
  attest,
  attach,
  waive,
  accept,
  approved,
  adjust,
  answer,
  dismiss,
  reopen,
  takeBack,
  map,
  release,
};
