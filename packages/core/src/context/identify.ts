import { PlumblineError } from '../errors.ts';
import type { Pseudonymizer } from './pseudonym.ts';
import { currentContext } from './scope.ts';

/** Who acts, as authentication knows it. IDs are internal and opaque: never an e-mail address, never a name. */
export interface ActorInput {
  readonly id: string;
  readonly orgId?: string;
  /** One of the application's closed list of roles. */
  readonly role?: string;
  /** @default 'user' */
  readonly type?: 'user' | 'service';
  /** The operator who acts in the name of `id`. */
  readonly impersonatorId?: string;
  /** Values of the catalog's common dimensions (team, plan, region …): closed lists, resolved on the server. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** The actor in the request context. Only audit records carry `id`; every other layer carries the hashes. */
export interface Actor extends ActorInput {
  readonly type: 'user' | 'service';
  /** Keyed hash of the account within its organisation. */
  readonly hash: string;
  /** Keyed hash of the organisation; empty without one. */
  readonly orgHash: string;
}

/** Tells all layers who acts in this request or job. Call it after authentication; before it everything is anonymous. */
export type Identify = (actor: ActorInput) => void;

export interface IdentifyOptions {
  readonly pseudonymizer: Pseudonymizer;
  /** Throw where there is no request or job, instead of counting. @default false */
  readonly strict?: boolean;
  /** Told of a call outside a request or job, or with an ID that cannot be used, when not strict: what, and what to write. */
  readonly onMissing?: (fault: string) => void;
}

const MUST = '`id` must be an opaque ID of 1 to 200 characters';

/** What is wrong with an actor, and what to write; the ID itself is in no message. */
function faultOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) {
    const what = input === null ? 'null' : typeof input;
    return `the argument must be an object, got ${what}; write \`identify({ id })\`${input == null ? ' where somebody is signed in' : ''}`;
  }
  const { id } = input as { readonly id?: unknown };
  if (id === undefined) return `${MUST}, and there is none; write \`identify({ id })\``;
  if (typeof id === 'number' || typeof id === 'bigint') return `${MUST}, got ${typeof id}; write \`String(id)\``;
  if (typeof id !== 'string') return `${MUST}, got ${typeof id}`;
  if (id.includes('@')) return `${MUST}, got an e-mail address`;
  return id.length > 0 && id.length <= 200 ? undefined : `${MUST}, got ${id.length} characters`;
}

/** Makes the `identify` of one application. */
export function createIdentify(options: IdentifyOptions): Identify {
  const { pseudonymizer, strict = false, onMissing } = options;
  return (input) => {
    const refuse = (code: 'PLB_CONTEXT_MISSING' | 'PLB_IDENTITY_INVALID', what: string): void => {
      if (strict) throw new PlumblineError(code, what);
      onMissing?.(what);
    };
    const context = currentContext();
    if (!context) return refuse('PLB_CONTEXT_MISSING', 'identify was called outside a request or job');
    const fault = faultOf(input);
    if (fault !== undefined) return refuse('PLB_IDENTITY_INVALID', `identify: ${fault}`);
    context.actor = {
      ...input,
      type: input.type ?? 'user',
      hash: pseudonymizer.user(input.id, input.orgId),
      orgHash: input.orgId === undefined ? '' : pseudonymizer.org(input.orgId),
    };
  };
}
