/** The AMQP reply code of an error that the broker sent, e.g. 404. */
export const brokerCode = (error: unknown): number | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'number'
    ? error.code
    : undefined;
