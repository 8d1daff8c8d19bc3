import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Rule } from '../../rule.js';

interface Described {
  readonly id: Rule['id'] & `doc/${string}`;
  readonly kind: 'channel' | 'operation' | 'message' | 'parameter';
  readonly why: string;
}

/** A rule that asks for prose about a kind of object. */
export const mustBeDescribed = ({ id, kind, why }: Described): Rule =>
  defineRule({
    id,
    purpose: `Each ${kind} has a description.`,
    why,
    remedy: 'Add `description`, or a `summary` of one line.',
    strict: 'warning',
    checks: {
      [kind]: (view: View, { report }: { report: (at: View, message: string) => void }) => {
        if (!hasProse(view.withTraits())) report(view, `This ${kind} has no description.`);
      },
    },
  });

/** Whether anything is written for people. */
export const hasProse = (view: View): boolean =>
  ['description', 'summary'].some((key) => (view.text(key) ?? '').trim() !== '');
