import { doc, extensions, present } from './doc.js';
import type { Info } from './model.js';
import { originOf } from './place-names.js';
import type { View } from './view.js';

/** https://www.asyncapi.com/docs/reference/specification/v3.1.0#infoObject */
export const info = (view: View): Info => {
  const { title, ...prose } = doc(view);
  return {
    id: 'info',
    origin: originOf(view.place),
    doc: prose,
    extensions: extensions(view),
    title: title ?? '',
    version: view.text('version') ?? '',
    ...present({
      termsOfService: view.text('termsOfService'),
      contact: contact(view.follow('contact')),
      license: license(view.follow('license')),
    }),
  };
};

const contact = (view: View | undefined): Info['contact'] =>
  view === undefined
    ? undefined
    : present({ name: view.text('name'), url: view.text('url'), email: view.text('email') });

function license(view: View | undefined): Info['license'] {
  const name = view?.text('name');
  return view === undefined || name === undefined
    ? undefined
    : { name, ...present({ url: view.text('url') }) };
}
