const HYPHEN = 45;
const COLON = 58;
const POINT = 46;
const PLUS = 43;
const UPPER_T = 84;
const UPPER_Z = 90;
const LOWER_T = 116;
const LOWER_Z = 122;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two decimal digits as a number, or -1. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

const isLeapYear = (year: number): boolean =>
  year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether the first ten characters are a day of the calendar: RFC 3339, `full-date`. */
function startsWithDate(text: string): boolean {
  const century = twoDigits(text, 0);
  const years = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  if (century < 0 || years < 0 || month < 1 || day < 1) return false;
  if (text.charCodeAt(4) !== HYPHEN || text.charCodeAt(7) !== HYPHEN) return false;
  const last = month === 2 && isLeapYear(century * 100 + years) ? 29 : (DAYS[month - 1] ?? 0);
  return day <= last;
}

/** Where a fraction of a second ends that may start here, or -1 when it has no digit. */
function afterFraction(text: string, start: number): number {
  if (text.charCodeAt(start) !== POINT) return start;
  let end = start + 1;
  while (text.charCodeAt(end) >= 48 && text.charCodeAt(end) <= 57) end += 1;
  return end > start + 1 ? end : -1;
}

/** Minutes east of UTC, `undefined` for what is no zone: `Z`, `+01`, `+0130`, `+01:30`. */
function zone(text: string, start: number): number | undefined {
  const sign = text.charCodeAt(start);
  if (sign === UPPER_Z || sign === LOWER_Z) return text.length === start + 1 ? 0 : undefined;
  if (sign !== PLUS && sign !== HYPHEN) return undefined;
  const hours = twoDigits(text, start + 1);
  const minutes = zoneMinutes(text, start);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  return (sign === PLUS ? 1 : -1) * (hours * 60 + minutes);
}

/** The minutes behind the hours of a zone, -1 when the text goes on otherwise. */
function zoneMinutes(text: string, start: number): number {
  const length = text.length - start;
  if (length === 3) return 0;
  if (length === 5) return twoDigits(text, start + 3);
  return length === 6 && text.charCodeAt(start + 3) === COLON ? twoDigits(text, start + 4) : -1;
}

/** Whether the text from here to its end is a time: RFC 3339, `full-time`. */
function endsWithTime(text: string, start: number, needsZone = true): boolean {
  const hour = twoDigits(text, start);
  const minute = twoDigits(text, start + 3);
  const second = twoDigits(text, start + 6);
  if (hour < 0 || minute < 0 || second < 0) return false;
  if (text.charCodeAt(start + 2) !== COLON || text.charCodeAt(start + 5) !== COLON) return false;
  const offset = offsetAfter(text, start + 8, needsZone);
  if (offset === undefined) return false;
  if (hour <= 23 && minute <= 59 && second < 60) return true;
  return second < 61 && isLastMinute(hour, minute, offset);
}

/** The zone behind the seconds and their fraction. */
function offsetAfter(text: string, start: number, needsZone: boolean): number | undefined {
  const end = afterFraction(text, start);
  if (end < 0) return undefined;
  return !needsZone && end === text.length ? 0 : zone(text, end);
}

/** Leap seconds come in the last minute of a day in UTC. */
function isLastMinute(hour: number, minute: number, offset: number): boolean {
  const minutes = minute - (offset % 60);
  const hours = hour - Math.trunc(offset / 60) - (minutes < 0 ? 1 : 0);
  return (hours === 23 || hours === -1) && (minutes === 59 || minutes === -1);
}

/** `format: date`, RFC 3339: `2024-02-29`. */
export const isDate = (value: unknown): value is string =>
  typeof value === 'string' && value.length === 10 && startsWithDate(value);

/** `format: time`, RFC 3339, with its zone: `12:30:00Z`. */
export const isTime = (value: unknown): value is string =>
  typeof value === 'string' && endsWithTime(value, 0);

/** `format: date-time`, RFC 3339: `2024-02-29T12:30:00.5+01:00`. */
export const isDateTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  startsWithDate(value) &&
  isSeparator(value.charCodeAt(10)) &&
  endsWithTime(value, 11);

/** `format: iso-time`: the zone may be missing. */
export const isIsoTime = (value: unknown): value is string =>
  typeof value === 'string' && endsWithTime(value, 0, false);

/** `format: iso-date-time`: the zone may be missing. */
export const isIsoDateTime = (value: unknown): value is string =>
  typeof value === 'string' &&
  startsWithDate(value) &&
  isSeparator(value.charCodeAt(10)) &&
  endsWithTime(value, 11, false);

/** RFC 3339 section 5.6 allows a lower-case `t`, and its note a space. */
const isSeparator = (code: number): boolean =>
  code === UPPER_T || code === LOWER_T || /^\s$/.test(String.fromCharCode(code));
