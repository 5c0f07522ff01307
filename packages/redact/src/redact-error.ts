const BRAND: symbol = Symbol.for('plumbline.error');
const FIX = 'Change the rule or option that the message names.';

/**
 * A rule or option that cannot take effect. It has the shape of the other packages' errors (`code`, `fix`, the brand
 * that `isPlumblineError` looks for) without depending on them. The message lists every fault at once.
 */
export class RedactError extends Error {
  override readonly name: string = 'PlumblineError';
  readonly code: 'PLB_REDACT_OPTION';
  readonly fix: string;

  constructor(what: string, fix: string = FIX) {
    super(`PLB_REDACT_OPTION: ${what}\n  fix: ${fix}`);
    this.code = 'PLB_REDACT_OPTION';
    this.fix = fix;
    Object.defineProperty(this, BRAND, { value: true });
  }
}
