import { defineRule } from '../../rule.js';

/** What later drafts of JSON Schema and other tools know, and generated code passes over. */
const dropped: Readonly<Record<string, string>> = {
  unevaluatedProperties: '`additionalProperties`',
  unevaluatedItems: '`additionalItems`',
  prefixItems: '`items` with a list',
  minContains: '`contains`',
  maxContains: '`contains`',
  dependentRequired: '`dependencies`',
  dependentSchemas: '`dependencies`',
  $dynamicRef: '`$ref`',
  $recursiveRef: '`$ref`',
};

export const unsupported = defineRule({
  id: 'codegen/unsupported',
  purpose: 'Generated code checks every keyword of a schema.',
  why: 'A keyword that is not of draft-07 or of the AsyncAPI Schema Object is dropped: types and validators are more lenient than the document looks.',
  remedy: 'Say it with the keywords of draft-07.',
  recommended: 'warning',
  strict: 'error',
  checks: {
    schema(schema, { report }) {
      for (const name of schema.keys()) {
        const better = Object.hasOwn(dropped, name) ? dropped[name] : undefined;
        if (better !== undefined)
          report(schema.field(name) ?? schema, `Generated code passes over \`${name}\`.`, {
            part: 'key',
            help: `Draft-07 says it with ${better}.`,
          });
      }
    },
  },
});
