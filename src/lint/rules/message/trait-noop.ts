import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import type { Lint } from '../../rule.js';

export const traitNoop = defineRule({
  id: 'message/trait-noop',
  purpose: 'What a trait says has an effect.',
  why: 'A message or an operation wins over its traits: what it says itself hides the trait’s value. Who edits the trait expects a change that never comes.',
  remedy: 'Remove the value from the trait, or from what uses it.',
  recommended: 'warning',
  strict: 'warning',
  checks: { message: checkTraits, operation: checkTraits },
});

function checkTraits(target: View, { report }: Pick<Lint, 'report'>): void {
  for (const item of target.list('traits')) {
    const trait = item.target();
    const hidden =
      trait?.keys().filter((key) => isHidden(trait.field(key), target.field(key))) ?? [];
    const [first] = hidden;
    const field = first === undefined ? undefined : trait?.field(first);
    if (field === undefined) continue;
    const names = hidden.map((name) => `\`${name}\``).join(', ');
    report(item, `This trait’s ${names} ${hidden.length === 1 ? 'has' : 'have'} no effect here.`, {
      part: 'value',
      related: [{ message: 'what is hidden', view: field }],
    });
  }
}

/** Objects merge, so one hides the other only where it has all of its fields. */
function isHidden(below: View | undefined, above: View | undefined): boolean {
  if (below === undefined || above === undefined) return false;
  const [value, own] = [below.target(), above.target()];
  if (value?.isObject !== true || own?.isObject !== true) return true;
  return value.keys().every((key) => isHidden(value.field(key), own.field(key)));
}
