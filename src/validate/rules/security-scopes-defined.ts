import { nearest } from '../../nearest.js';
import { code } from '../../show.js';
import { isObject } from '../../spec/shape.js';
import type { Node } from '../../spec/walk.js';
import { childOf } from '../rule.js';
import type { Context, Rule } from '../rule.js';

const id = 'security/scopes-defined';

/**
 * The scopes that are needed are among those that the flows of the scheme offer.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#oauthFlowObject
 */
export const securityScopesDefined: Rule = {
  id,
  kinds: ['securityScheme'],
  check({ place }: Node, context: Context) {
    if (!isObject(place.value) || place.value['type'] !== 'oauth2') return;
    const { scopes, flows } = place.value;
    const offered = offeredScopes(flows);
    const list = childOf(context, place, 'scopes');
    if (offered === undefined || list === undefined || !Array.isArray(scopes)) return;
    for (const [index, scope] of scopes.entries()) {
      if (typeof scope !== 'string' || offered.includes(scope)) continue;
      const meant = nearest(scope, offered);
      context.report.add(list, {
        code: id,
        message: `No flow of this scheme offers the scope ${code(scope)}.`,
        path: [index],
        help:
          meant === undefined
            ? 'Add it to the `availableScopes` of a flow.'
            : `Did you mean ${code(meant)}?`,
        related: [{ message: 'the flows', place: context.source.child(place, 'flows') }],
      });
    }
  },
};

/** The scopes of all flows; nothing when a flow has none that can be read: that is the fault. */
function offeredScopes(flows: unknown): readonly string[] | undefined {
  if (!isObject(flows)) return undefined;
  const all = Object.entries(flows).filter(([name]) => !name.startsWith('x-'));
  const scopes = all.map(([, flow]) => (isObject(flow) ? flow['availableScopes'] : undefined));
  return scopes.length > 0 && scopes.every(isObject)
    ? scopes.flatMap((map) => Object.keys(map))
    : undefined;
}
