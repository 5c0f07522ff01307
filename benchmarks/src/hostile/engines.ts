/** Cleans one text in the way an engine does it in a log. */
export type Clean = (text: string) => unknown;

/** Makes an engine ready; its compilation is not measured. */
export const engines: Readonly<Record<string, () => Promise<Clean>>> = {
  stringify: async () => (text) => JSON.stringify(text),
  redact: async () => {
    const { createRedactor } = await import('@plumbline/redact');
    const redactor = createRedactor();
    return (text) => redactor.text(text);
  },
  'redact in a record': async () => {
    const { createRedactor } = await import('@plumbline/redact');
    const redactor = createRedactor();
    return (text) => redactor.stringify({ message: text });
  },
  logtape: async () => {
    const redaction = await import('@logtape/redaction');
    const format = redaction.redactByPattern(
      ({ message }) => String(message[0]),
      [
        redaction.CREDIT_CARD_NUMBER_PATTERN,
        redaction.EMAIL_ADDRESS_PATTERN,
        redaction.JWT_PATTERN,
        redaction.KR_RRN_PATTERN,
        redaction.US_SSN_PATTERN,
      ],
    );
    const record = { category: ['bench'], level: 'info', rawMessage: '', timestamp: 0, properties: {} } as const;
    return (text) => format({ ...record, message: [text] });
  },
  evlog: async () => {
    const { initLogger, log } = await import('evlog');
    initLogger({ env: { service: 'bench' }, pretty: false, silent: true, redact: true, drain: () => undefined });
    return (text) => log.info({ message: text });
  },
  // It brings no patterns; these two are the ones of its documentation.
  'deep-redact': async () => {
    const { DeepRedact } = await import('@hackylabs/deep-redact');
    const redaction = new DeepRedact({
      blacklistedKeys: ['password', 'token', 'secret'],
      stringTests: [
        {
          pattern: /<(email|password)>([^<]+)<\/\1>/gi,
          replacer: (value: string, pattern: RegExp) => value.replace(pattern, '<$1>[REDACTED]</$1>'),
        },
      ],
    });
    return (text) => redaction.redact({ message: text });
  },
};
