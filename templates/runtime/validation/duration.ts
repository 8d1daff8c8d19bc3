const DATE_AND_TIME = /^P(?!$)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?$/;
const WEEKS = /^P\d+W$/;

/** `format: duration`, RFC 3339 appendix A: `P3DT12H`. */
export const isDuration = (value: unknown): value is string =>
  typeof value === 'string' && (DATE_AND_TIME.test(value) || WEEKS.test(value));
