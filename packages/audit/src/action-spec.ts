import type * as z from 'zod';
import type { FieldType, Unmarked } from './personal/personal.ts';

/**
 * How much of a change an action keeps, after the audit levels of Kubernetes: `metadata` keeps the declared fields only,
 * `change` adds the names of what changed, `values` adds the values before and after.
 */
export type AuditLevel = 'metadata' | 'change' | 'values';

/** What an action is about; retention is decided by class. */
export type ActionClass = 'security' | 'access' | 'administration' | 'data';

/** Whether it happened, was forbidden, or was tried and failed. */
export type AuditOutcome = 'success' | 'denied' | 'failed';

/**
 * What made a request, as coarse as a reviewer needs it; see `clientClass`. The user agent itself, which tells people apart,
 * is in no record.
 */
export type ClientClass = 'browser' | 'mobile' | 'server' | 'bot' | 'unknown';

/** Where an action stands that calls out, such as an export or a payment: about to begin, or over. */
export type AuditStage = 'attempted' | 'completed';

/**
 * Fields as zod types: enumerations, bounded strings, numbers, booleans and bounded arrays of those; `personal(type)` where
 * the value says something about a person.
 */
export type Shape = Readonly<Record<string, FieldType>>;

/** One auditable action, declared. */
export interface ActionSpec {
  /** One sentence for reviewers. */
  readonly description: string;
  /** The team that answers for it. */
  readonly owner: string;
  readonly class: ActionClass;
  /** `high` marks what reviewers look at first. @default 'normal' */
  readonly sensitivity?: 'normal' | 'high';
  readonly level: AuditLevel;
  /** Types that its subjects may have; without it a record names no subject. */
  readonly subject?: string | readonly string[];
  /** What a record says beside the standard fields. Undeclared fields are refused. */
  readonly fields?: Shape;
  /** What the action changes, at levels `change` and `values`: the closed list of names, and how their values look. */
  readonly changes?: Shape;
}

export type ActionSpecs = Readonly<Record<string, ActionSpec>>;

/** Something a record is about, by type and opaque ID. */
export interface AuditSubject<Type extends string = string> {
  readonly type: Type;
  /** 1 to 200 characters, internal and opaque: never an e-mail address. */
  readonly id: string;
}

/** Who acted. Without `id` it is nobody known, such as a failed login. */
export interface AuditActor {
  readonly type: 'user' | 'service' | 'system' | 'anonymous';
  readonly id: string;
  readonly role?: string;
  /** The operator who acted in the name of `id`. */
  readonly impersonator?: string;
}

/** A call to another system that the action made. */
export interface ExternalCall {
  /** Name of the system, such as `stripe`. */
  readonly service: string;
  readonly status?: number;
  /** The other system's own request ID. */
  readonly requestId?: string;
  readonly durationMs?: number;
}

/** What every record may say, whatever its action declares. */
export interface CommonInput {
  /** @default 'success' */
  readonly outcome?: AuditOutcome;
  /** Up to 20 non-negative integers by snake_case name, such as `{ rows: 1200 }`. */
  readonly counts?: Readonly<Record<string, number>>;
  /** Up to 5. */
  readonly external?: readonly ExternalCall[];
  /** How long it took, in milliseconds. */
  readonly durationMs?: number;
  /**
   * An action that calls out is recorded twice, so that one that never came back shows: `attempted` before the call, and
   * `completed` with the first record's ID as `attempt`.
   */
  readonly stage?: AuditStage;
  /** ID of the record of the attempt. */
  readonly attempt?: string;
  readonly client?: ClientClass;
  /** Milliseconds since the epoch. @default now */
  readonly occurredAt?: number;
  /** Replaces the actor of the request context, for example where a login has just established it. */
  readonly actor?: AuditActor;
  /** Replaces the organisation of the request context. */
  readonly org?: string;
}

type SubjectType<S> = S extends { readonly subject: infer T }
  ? T extends string
    ? T
    : T extends readonly (infer U extends string)[]
      ? U
      : never
  : never;

type Subjects<S> = [SubjectType<S>] extends [never]
  ? { readonly subject?: readonly [] }
  : { readonly subject: AuditSubject<SubjectType<S>> | readonly AuditSubject<SubjectType<S>>[] };

type Types<F> = Unmarked<F> extends Readonly<Record<string, z.ZodType>> ? Unmarked<F> : never;

type Values<F> = F extends Shape ? z.input<z.ZodObject<Types<F>>> : never;

type Metadata<S> = S extends { readonly fields: infer F }
  ? object extends Values<F>
    ? { readonly metadata?: Values<F> }
    : { readonly metadata: Values<F> }
  : { readonly metadata?: never };

type Changes<S> = S extends { readonly level: 'change' | 'values'; readonly changes: infer F }
  ? { readonly before?: Partial<Values<F>>; readonly after?: Partial<Values<F>> }
  : { readonly before?: never; readonly after?: never };

/** What `record` takes for one action. */
export type RecordInput<S> = CommonInput & Subjects<S> & Metadata<S> & Changes<S>;

/** The same without types, as it arrives at run time. */
export interface LooseInput extends CommonInput {
  readonly subject?: AuditSubject | readonly AuditSubject[];
  readonly metadata?: unknown;
  readonly before?: unknown;
  readonly after?: unknown;
}
