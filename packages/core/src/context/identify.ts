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
  /** Told of a call outside a request or job when not strict. */
  readonly onMissing?: () => void;
}

function checkActor({ id }: ActorInput): void {
  if (typeof id === 'string' && id.length > 0 && id.length <= 200 && !id.includes('@')) return;
  const shape =
    typeof id === 'string' ? (id.includes('@') ? 'an e-mail address' : `${id.length} characters`) : typeof id;
  throw new PlumblineError(
    'PLB_IDENTITY_INVALID',
    `identify: \`id\` must be an opaque ID of 1 to 200 characters, got ${shape}`,
  );
}

/** Makes the `identify` of one application. */
export function createIdentify(options: IdentifyOptions): Identify {
  const { pseudonymizer, strict = false, onMissing } = options;
  return (input) => {
    const context = currentContext();
    if (!context) {
      if (strict) throw new PlumblineError('PLB_CONTEXT_MISSING', 'identify was called outside a request or job');
      onMissing?.();
      return;
    }
    try {
      checkActor(input);
    } catch (error) {
      if (strict) throw error;
      onMissing?.();
      return;
    }
    context.actor = {
      ...input,
      type: input.type ?? 'user',
      hash: pseudonymizer.user(input.id, input.orgId),
      orgHash: input.orgId === undefined ? '' : pseudonymizer.org(input.orgId),
    };
  };
}
