import type { CatalogFault, Seen } from './fault-types.ts';
import type { CheckedFieldNames } from './field-name-types.ts';
import type { FieldMap } from './field.ts';

/** Where an event may be captured. A `web` event comes from a browser, so anybody can forge it. */
export type EventSource = 'web' | 'api' | 'worker' | 'cli';

/** `essential` events run without consent; `analytics` events only where it was given. */
export type ConsentClass = 'essential' | 'analytics';

/**
 * Whom an event is about. `public`: what everybody may do and see without an account, so that it may go to a destination
 * for the public, such as Plausible. `authenticated`: never there.
 */
export type Audience = 'public' | 'authenticated';

/** What the running request may say in place of the caller. */
export type Place = 'feature' | 'surface';

/** What a team writes about one event, besides its fields. */
export interface EventTerms<
  Features extends string | readonly [string, ...string[]],
  Surfaces extends readonly [string, ...string[]],
> {
  /** What happened, in one sentence. */
  readonly description: string;
  /** The team that answers for it, such as `@team-approvals`. */
  readonly owner: string;
  /** The question it answers. */
  readonly purpose: string;
  readonly consent: ConsentClass;
  /** The part of the product; a list where the caller must say which. */
  readonly feature: Features;
  /** Where in the product it may happen; with more than one the caller must say which. */
  readonly surfaces: Surfaces;
  /**
   * What the caller may leave out because the running request says it (`setSurface`). Where it does not, or says a value
   * that the event does not list, the event is refused as `invalid_field` and counted. @default []
   */
  readonly fromContext?: readonly Place[];
  /** @default ['api', 'worker', 'cli'] */
  readonly sources?: readonly [EventSource, ...EventSource[]];
  /** Whom it is about. @default 'authenticated' */
  readonly audience?: Audience;
  /** The day its purpose must be argued anew, `YYYY-MM-DD`. Collection goes on; checks turn red. */
  readonly expires: `${number}-${number}-${number}`;
  /** Where its review can be read: a document or an issue. A placeholder such as `TODO` is refused. */
  readonly review: string;
}

/** What a team writes about one event. */
export interface EventSpec<
  Features extends string | readonly [string, ...string[]],
  Surfaces extends readonly [string, ...string[]],
  Fields extends FieldMap,
> extends EventTerms<Features, Surfaces> {
  readonly fields: Fields;
}

/** One declared event, checked. */
export interface EventDefinition<
  out Features extends string | readonly string[] = string | readonly string[],
  out Surfaces extends readonly string[] = readonly string[],
  out Fields extends FieldMap = FieldMap,
  out FromContext extends readonly Place[] = readonly Place[],
  out Public extends Audience = Audience,
> {
  readonly description: string;
  readonly owner: string;
  readonly purpose: string;
  readonly consent: ConsentClass;
  readonly feature: Features;
  /** `feature` as a list. */
  readonly features: readonly string[];
  readonly surfaces: Surfaces;
  readonly fromContext: FromContext;
  readonly sources: readonly EventSource[];
  readonly audience: Public;
  readonly expires: string;
  readonly review: string;
  readonly fields: Fields;
}

interface Sentences {
  description: '`description` is missing: say in one sentence what happened';
  owner: '`owner` is missing: name the team that answers for the event, such as @team-approvals';
  purpose: '`purpose` is missing: write the question that the event answers';
  consent: '`consent` is missing: essential, or analytics where it needs consent';
  feature: '`feature` is missing: name the part of the product, or list several';
  surfaces: '`surfaces` is missing: list where in the product it may happen';
  expires: '`expires` is missing: write the day its purpose must be argued anew, YYYY-MM-DD';
  review: '`review` is missing: name the document or issue where its review can be read';
  fields: '`fields` is missing: write {} for none';
}

type Later = 'todo' | 'fixme' | 'tbd' | 'tba' | 'tbc';
type Placeholder = '' | '-' | '?' | 'n/a' | 'none' | Later | `${Later}${' ' | ':' | '(' | '.'}${string}`;

type CheckedReview<Given> = Given extends { readonly review: infer Review extends string }
  ? Lowercase<Review> extends Placeholder
    ? {
        readonly review: CatalogFault<'`review` is a placeholder: name the document or issue where the review can be read'>;
      }
    : unknown
  : unknown;

/** Asks of a declaration what it has to say, with sentences in the places of what is missing or may not stand there. */
export type CheckedEvent<Given, Fields> = Seen<Given> &
  (keyof Sentences extends keyof Given
    ? unknown
    : { readonly [Option in Exclude<keyof Sentences, keyof Given>]: CatalogFault<Sentences[Option]> }) &
  CheckedReview<Given> & { readonly fields: Seen<Fields> & CheckedFieldNames<Fields> };

/** What a declaration leaves to the running request. */
export type FromContextOf<Given> = Given extends { readonly fromContext: infer Places extends readonly Place[] }
  ? Places
  : readonly [];

/** Whom a declaration is about. */
export type AudienceOf<Given> = Given extends { readonly audience: infer Whom extends Audience }
  ? Whom
  : 'authenticated';
