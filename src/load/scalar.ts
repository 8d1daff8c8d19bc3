const NUMBER =
  /^[-+]?(?:0o[0-7]+|0x[0-9a-fA-F]+|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)$/;

/** The value of an unquoted scalar: YAML 1.2 core schema (section 10.3). Timestamps are strings. */
export function plainValue(text: string): string | number | boolean | null {
  if (text === '') return null;
  const first = text.charCodeAt(0);
  if ((first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46)
    return numeric(text);
  switch (text) {
    case 'null':
    case 'Null':
    case 'NULL':
    case '~':
      return null;
    case 'true':
    case 'True':
    case 'TRUE':
      return true;
    case 'false':
    case 'False':
    case 'FALSE':
      return false;
    default:
      return text;
  }
}

function numeric(text: string): string | number {
  if (NUMBER.test(text)) return toNumber(text);
  if (/^[-+]?\.(?:inf|Inf|INF)$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^\.(?:nan|NaN|NAN)$/.test(text) ? NaN : text;
}

function toNumber(text: string): number {
  const isSigned = text.startsWith('-') || text.startsWith('+');
  const digits = isSigned ? text.slice(1) : text;
  return text.startsWith('-') ? -Number(digits) : Number(digits);
}
