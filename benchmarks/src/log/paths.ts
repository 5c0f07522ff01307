/** Among them every field of these very records whose name says that it holds a secret: more than most teams know of theirs. */
export const PATHS: string[] = [
  'password',
  'token',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'headers.authorization',
  'headers.cookie',
  'headers["set-cookie"]',
  'headers["x-api-key"]',
  'user.password',
  'user.token',
  'user.email',
  'request.headers.authorization',
  'request.headers.cookie',
  'request.headers["x-api-key"]',
  'order.payment.gatewayPassword',
  'order.payment.iban',
  'order.payment.cardNumber',
  'runtime.awsAccessKeyId',
];

const NAMES = [
  'password',
  'token',
  'secret',
  'apiKey',
  'authorization',
  'cookie',
  'email',
  'creditCard',
  'gatewayPassword',
  '["x-api-key"]',
];

/** Ten names at six depths, which is how "at any depth" is written in paths. */
export const WILDCARDS: string[] = [0, 1, 2, 3, 4, 5].flatMap((depth) =>
  NAMES.map((name) => {
    const above = Array.from({ length: depth }, () => '*').join('.');
    if (above === '') return name;
    return name.startsWith('[') ? `${above}${name}` : `${above}.${name}`;
  }),
);
