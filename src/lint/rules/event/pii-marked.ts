import type { View } from '../../../model/view.js';
import { defineRule } from '../../rule.js';
import { splitWords } from '../../words/split.js';

/** Names of properties that are about a person, in small letters without spaces. */
const personal =
  /^(?:.*email(?:address)?|(?:first|last|middle|sur|given|family|full|maiden)name|.*phone(?:number)?|mobile(?:number)?|fax(?:number)?|(?:street|postal|home|billing|shipping|delivery)(?:address)?|street|postcode|postalcode|zipcode|zip|(?:date|place)ofbirth|birth(?:date|day|place)|dob|ssn|socialsecuritynumber|passport(?:number)?|taxid|iban|bic|creditcard(?:number)?|cardnumber|cvv|ipaddress|gender|nationality|religion|salary|licenseplate|username)$/;

const marks = [
  'x-pii',
  'x-personal-data',
  'x-sensitive',
  'x-gdpr',
  'x-data-classification',
  'x-privacy',
];

export const piiMarked = defineRule({
  id: 'event/pii-marked',
  purpose: 'Properties about persons are marked.',
  why: 'Personal data in an event is copied into every log and store that it passes. Masking and deleting it is possible only where one can tell which properties it is in.',
  remedy: 'Add `x-pii: true` to the property, or `x-pii: false` where it is about no person.',
  strict: 'info',
  checks: {
    schema(schema, { document, report }) {
      if (schema.field('properties') === undefined || !document.isPayload(schema)) return;
      for (const [name, property] of schema.map('properties')) {
        const isPersonal = personal.test(splitWords(name).join('').toLowerCase());
        if (isPersonal && !isMarked(property) && !isMarked(schema))
          report(property, `\`${name}\` looks like personal data.`, { part: 'key' });
      }
    },
  },
});

const isMarked = (view: View): boolean =>
  marks.some((mark) => (view.target() ?? view).field(mark) !== undefined);
