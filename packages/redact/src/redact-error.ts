const BRAND: symbol = Symbol.for('plumbline.error');
const FIX = 'Change each rule or option that is named above.';

/** One thing that is wrong with the options of a redactor. */
export interface RedactProblem {
  /** The option by its path, such as `add[0].anchors`; `options` for the whole. */
  readonly option: string;
  readonly what: string;
  readonly fix: string;
}

function messageOf(problems: readonly RedactProblem[]): string {
  const [first, ...more] = problems;
  const said = ({ option, what }: RedactProblem): string => `\`${option}\` ${what}`;
  if (first === undefined) return `PLB_REDACT_OPTION: an option cannot be used\n  fix: ${FIX}`;
  if (more.length === 0) return `PLB_REDACT_OPTION: ${said(first)}\n  fix: ${first.fix}`;
  const lines = problems.map((problem, i) => `  ${i + 1}. ${said(problem)}\n     fix: ${problem.fix}`);
  return `PLB_REDACT_OPTION: ${problems.length} problems with the options of a redactor\n${lines.join('\n')}`;
}

/**
 * Options that cannot be used or cannot take effect. It has the shape of the other packages' errors (`code`, `fix`, the brand
 * that `isPlumblineError` looks for) without depending on them. The message says all that is wrong with one call, and
 * `problems` has the same as a list.
 */
export class RedactError extends Error {
  override readonly name: string = 'PlumblineError';
  readonly code: 'PLB_REDACT_OPTION';
  readonly fix: string;
  readonly problems: readonly RedactProblem[];

  constructor(problems: readonly RedactProblem[]) {
    super(messageOf(problems));
    this.code = 'PLB_REDACT_OPTION';
    this.fix = problems.length === 1 ? (problems[0]?.fix ?? FIX) : FIX;
    this.problems = problems;
    Object.defineProperty(this, BRAND, { value: true });
  }
}
