import type { Place } from '../../load/source.js';
import type { Check } from '../../payload/issue.js';
import type { Node } from '../../spec/walk.js';
import { headersCheck } from '../headers-check.js';
import { isWhole, partsOf } from '../message-parts.js';
import { childOf, childrenOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';
import { valueProblem } from '../value-problem.js';

const id = 'message/examples-valid';

/**
 * The payload and the headers of an example fit the schemas of its message.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#messageExampleObject
 */
export const messageExamplesValid: Rule = {
  id,
  kinds: ['message'],
  check({ place: message }: Node, context: Context) {
    const [examples] = partsOf(context, message, 'examples');
    if (examples === undefined || !isWhole(context, message)) return;
    const [payload] = partsOf(context, message, 'payload');
    const checks = {
      payload: payload === undefined ? undefined : context.schemas.check(payload),
      headers: headersCheck(context, message),
    };
    for (const example of childrenOf(context, examples))
      for (const part of ['payload', 'headers'] as const)
        checkPart(context, { example, part, check: checks[part] });
  },
};

interface Part {
  readonly example: Place;
  readonly part: 'payload' | 'headers';
  readonly check: Check | undefined;
}

function checkPart(context: Context, { example, part, check }: Part): void {
  const place = childOf(context, example, part);
  if (place === undefined || check === undefined) return;
  for (const issue of check(place.value)) context.report.add(place, valueProblem(id, issue, []));
}
