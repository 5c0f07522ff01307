/** Who reads the trail, as its records name an actor. */
export interface TrailActor {
  readonly type: 'user' | 'service';
  readonly id: string;
  readonly role?: string;
}

/** What is shown of an audit record. `AuditRecord` of `@plumbline/audit` is one. */
export interface TrailRecord {
  readonly id: string;
  readonly action: string;
  readonly actor: {
    readonly type: string;
    readonly id: string;
    readonly role?: string;
    readonly impersonator?: string;
  };
  readonly outcome: string;
  readonly occurred_at: string;
  readonly recorded_at: string;
  readonly subjects: readonly { readonly type: string; readonly id: string }[];
  readonly changed?: readonly string[];
  readonly counts?: Readonly<Record<string, number>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly request_id?: string;
  readonly trace_id?: string;
  readonly route_pattern?: string;
  readonly sensitivity?: string;
}

/** One page of records, newest first. */
export interface TrailPage {
  readonly records: readonly TrailRecord[];
  readonly unreadable?: readonly string[];
  readonly next: string | undefined;
}

/** A search; milliseconds since the epoch, `from` inclusive, `to` exclusive. */
export interface TrailSearch {
  readonly action?: string;
  readonly from?: number;
  readonly to?: number;
  readonly limit?: number;
  readonly after?: string;
}

/** What an export narrows to. */
export interface TrailFilters {
  readonly subject?: string;
  readonly outcome?: string;
  readonly from?: number;
  readonly to?: number;
}

/** Something that a person should look at. `PatternFinding` of `@plumbline/audit` is one. */
export interface TrailPattern {
  readonly pattern: string;
  readonly actor: string;
  readonly count: number;
  readonly since: string;
  readonly until: string;
  readonly route?: string;
}

/** The part of an `AuditReader` that the audit page uses. Each of its reads is a record of the trail by itself. */
export interface TrailReader {
  whoChanged(subject: string, page?: TrailSearch): Promise<TrailPage>;
  denied(page?: TrailSearch): Promise<TrailPage>;
  query(query?: TrailSearch): Promise<TrailPage>;
  /** Every record that the filters take, oldest first; recorded as an export. */
  export(format: 'csv', filters?: TrailFilters): AsyncIterable<TrailRecord>;
  patterns(range: { readonly from: number; readonly to: number }): AsyncIterable<TrailPattern>;
}

/** How far the stored records are sealed; `TrailStanding` of `@plumbline/audit` is one. Milliseconds since the epoch. */
export interface SealStanding {
  readonly waiting: number;
  readonly waitingSince?: number;
  readonly anchored?: { readonly behindSince?: number };
}

/** What the audit page reads from. */
export interface DashboardTrail {
  /** Makes the reader of one viewer: `(actor) => createAuditReader({ store, audit, actor: () => actor })`. */
  readonly reader: (actor: TrailActor) => TrailReader;
  /** Options of `patterns`, such as business hours and limits. @default none */
  readonly patterns?: object;
  /** `() => store.standing()`. @default the page says what the last verification found, and not what waits */
  readonly standing?: () => Promise<SealStanding>;
}
