import { present } from './doc.js';
import { lastSegment } from './place-names.js';
import type { SecurityScheme } from './model.js';
import type { View } from './view.js';

/**
 * The security schemes that an object lists, in the document's order: any one of them is enough.
 * https://www.asyncapi.com/docs/reference/specification/v3.1.0#securitySchemeObject
 */
export const security = (view: View): SecurityScheme[] =>
  view.list('security').flatMap((item) => {
    const scheme = item.target();
    const type = scheme?.text('type');
    if (scheme === undefined || type === undefined) return [];
    const { pointer } = scheme.place;
    const name = pointer.includes('/securitySchemes/') ? lastSegment(pointer) : undefined;
    return [{ name, type, ...present({ description: scheme.text('description') }) }];
  });
