import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

export const deprecatedSunset = defineRule({
  id: 'event/deprecated-sunset',
  purpose: 'What is deprecated says until when it works and what comes in its place.',
  why: 'Nobody moves because of the word alone. With a date and a successor a team can plan, and the sender can switch off.',
  remedy: 'Write `x-deprecated: { sunset: 2027-06-30, successor: PetAdoptedV2 }`.',
  recommended: 'warning',
  strict: 'error',
  checks: { message: check, channel: check, operation: check },
});

function check(view: View, { report }: Pick<Lint, 'report'>): void {
  const own = view.field('x-deprecated');
  const at = own ?? view.field('deprecated');
  if (at === undefined || at.value === false) return;
  const says = (...names: readonly string[]): boolean =>
    names.some((name) => own?.field(name) !== undefined || view.field(`x-${name}`) !== undefined);
  const missing = [
    ...(says('sunset', 'until', 'date') ? [] : ['until when (`sunset`)']),
    ...(says('successor', 'replacement', 'replaced-by')
      ? []
      : ['what comes in its place (`successor`)']),
  ];
  if (missing.length > 0)
    report(at, `This is deprecated, but does not say ${missing.join(' and ')}.`, { part: 'key' });
}
