import type { Model, Server } from '../../model/model.js';
import { bindingLines } from './bindings.js';
import { schemeName, sentences } from './common.js';
import { blocks, code, list, plain, table } from './markdown.js';
import { securitySchemes } from './overview-headings.js';
import { inline } from './prose.js';
import { valuesText } from './value-text.js';

/** The servers, their variables and what their brokers need to know. */
export function serversSection({ servers }: Model): string[] {
  if (servers.length === 0) return [];
  const rows = servers.map((server) => [
    code(server.id),
    plain(`${server.protocol} ${server.protocolVersion ?? ''}`),
    code(server.host + (server.pathname ?? '')),
    server.security.map(schemeName).join(' or '),
    sentences(server.doc),
  ]);
  return blocks(
    ['## Servers'],
    table(['server', 'protocol', 'host', 'security', 'description'], rows),
    ...servers.map(variables),
    list(
      servers.flatMap(({ id, bindings }) =>
        bindingLines(bindings, code).map((line) => [`${code(id)}: ${line}`]),
      ),
    ),
  );
}

const variables = (server: Server): string[] =>
  server.variables.length === 0
    ? []
    : blocks(
        [`Variables of ${code(server.id)}:`],
        table(
          ['variable', 'values', 'default', 'description'],
          server.variables.map((variable) => [
            code(variable.name),
            valuesText(variable.enum ?? []),
            code(variable.default ?? ''),
            inline(variable.description ?? ''),
          ]),
        ),
      );

/** What servers and operations ask of a client. */
export function securitySection(model: Model): string[] {
  const rows = securitySchemes(model).map((scheme) => [
    schemeName(scheme),
    plain(scheme.type),
    inline(scheme.description ?? ''),
  ]);
  return rows.length === 0
    ? []
    : blocks(['## Security'], table(['scheme', 'type', 'description'], rows));
}
