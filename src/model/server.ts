import { bindings } from './bindings.js';
import { doc, extensions, present } from './doc.js';
import type { Server, ServerVariable } from './model.js';
import { originOf } from './place-names.js';
import { security } from './security.js';
import type { View } from './view.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#serverObject */
export const server = (id: string, view: View): Server => ({
  id,
  origin: originOf(view.place),
  doc: doc(view),
  extensions: extensions(view),
  host: view.text('host') ?? '',
  protocol: view.text('protocol') ?? '',
  ...present({ pathname: view.text('pathname'), protocolVersion: view.text('protocolVersion') }),
  variables: view.map('variables').flatMap(([name, variable]) => {
    const target = variable.target();
    return target === undefined ? [] : [serverVariable(name, target)];
  }),
  security: security(view),
  bindings: bindings(view),
});

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#serverVariableObject */
const serverVariable = (name: string, view: View): ServerVariable => ({
  name,
  ...present({
    description: view.text('description'),
    default: view.text('default'),
    enum: view.texts('enum'),
  }),
});
