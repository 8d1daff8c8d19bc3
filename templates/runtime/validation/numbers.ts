/** `format: int32`: a signed integer of 32 bits. */
export const isInt32 = (value: unknown): value is number =>
  typeof value === 'number' && value === (value | 0);

/** `format: int64`: any integer, since the larger ones lost their last digits on the way. */
export const isInt64 = (value: unknown): value is number => Number.isInteger(value);
