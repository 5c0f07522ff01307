import type {
  ProductAnswer,
  ProductAsk,
  ProductPanelId,
  ProductSlice,
  ProductSpan,
  ReportStore,
} from '@plumbline/core';
import type { Catalog } from '@plumbline/schema';
import type { Metric } from './reporting/metric.ts';
import type { PanelLane } from './server/panel-queue.ts';
import type { Html } from './ui/html.ts';
import type { PanelDefinition } from './ui/panel.ts';

/** Whom a page is for. A viewer sees the pages of the audiences that `authorize` names, and no others. */
export type Audience = 'product' | 'leadership' | 'operator' | 'security';

/** Who looks, as `authorize` says. */
export interface Viewer {
  readonly actor: {
    /** Internal and opaque: never an e-mail address. */
    readonly id: string;
    /** @default 'user' */
    readonly type?: 'user' | 'service';
    readonly orgId?: string;
    /** One of the application's closed list of roles. */
    readonly role?: string;
  };
  readonly audiences: readonly Audience[];
}

/** The filters of an address, checked: what is not known was refused before a page is asked. */
export interface PageFilters {
  /** @default the last 30 days */
  readonly span: ProductSpan;
  /** Key of a slice to the values that were chosen; a key without values is absent. */
  readonly slice: ProductSlice;
  /** Whether the span before is asked for too: a number alone says little. @default true */
  readonly compare: boolean;
  /** Events of a funnel, in order; empty where none are chosen. */
  readonly steps: readonly string[];
  /** Milliseconds in which a funnel is walked through; the field `within` says `1h`, `1d`, `7d` or `30d`. @default one day */
  readonly withinMs: number;
}

/**
 * One filter of the form: a GET field called `name` with these values. `values` come from the catalog; without a catalog, or
 * for a key that it does not list, ask `request.values(name)`.
 */
export interface SliceKey {
  readonly name: string;
  /** The closed list of the catalog; empty where there is none. */
  readonly values: readonly string[];
}

/** One entry of the navigation: pages that this viewer may see. */
export interface NavigationEntry {
  readonly title: string;
  readonly href: string;
  readonly current: boolean;
}

/** What a panel shows. Only `ready` has rows; `empty` was asked and has none. */
export type PanelResult<Answer = ProductAnswer> =
  | { readonly state: 'ready'; readonly answer: Answer }
  | { readonly state: 'empty'; readonly answer: Answer }
  | {
      readonly state: 'error';
      /** What happened, for the viewer; no text of the store is in it. */
      readonly message: string;
      /** To find the log line by. */
      readonly requestId: string;
    };

/** What differs from panel to panel: the span, the slice and the comparison come from the filters. */
export type PanelAsk = Pick<ProductAsk, 'panel'> &
  Partial<Pick<ProductAsk, 'span' | 'slice' | 'compare' | 'steps' | 'withinMs'>>;

/** A page's view of the request, made by the dashboard after authorisation and checks. */
export interface PageRequest {
  /** The audience that this page is for. */
  readonly audience: Audience;
  readonly viewer: Viewer;
  /** The address within the dashboard: `pathname` begins with the base path, `searchParams` holds only what was checked. */
  readonly url: URL;
  /** Where the dashboard is mounted, such as `/telemetry`; empty at the root. Every link begins with it: use `href`. */
  readonly basePath: string;
  /** Title of the whole dashboard. */
  readonly title: string;
  /** Addresses of the one style sheet and the one script, with the hash of their content. */
  readonly assets: { readonly css: string; readonly js: string };
  readonly navigation: readonly NavigationEntry[];
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly filters: PageFilters;
  readonly sliceKeys: readonly SliceKey[];
  readonly catalog: Catalog | undefined;
  /** Finished numbers of reports, for the executive page. */
  readonly reports: ReportStore | undefined;
  /** Definitions of reported numbers, as they were passed to `createDashboard`. */
  readonly metrics: readonly Metric[];
  /** A parameter that the page's entry declares, such as `id`, or `theme` (`light` or `dark`); undefined where the address has none. */
  parameter(name: string): string | undefined;
  /** Asks the source with the filters of the page, under the panel's deadline, from the cache where it is fresh. Never rejects. */
  ask(ask: PanelAsk): Promise<PanelResult>;
  /**
   * The same deadline, error state and log line for any other work of a panel. `id` names the panel. With `key` the answer is
   * shown to every viewer for a short while, so it must say all that the answer depends on. Scans of whole periods belong into
   * the lane `scan`, which leaves places to others. Never rejects.
   */
  attempt<Answer>(
    id: string,
    work: (signal: AbortSignal) => Promise<Answer>,
    key?: string,
    lane?: PanelLane,
  ): Promise<PanelResult<Answer>>;
  /** Values that events have under a key of a slice; empty where the source does not answer. Never rejects. */
  values(key: string): Promise<readonly string[]>;
  /**
   * Stands for markup that is still being made: the page is sent at once up to here and goes on when it is there. Put what it
   * returns into the page's template. Where `make` rejects, a short error takes its place.
   *
   * @example html`<main>${request.later('dailyActives', async () => actives(await request.ask({ panel: 'dailyActives' })))}</main>`
   */
  later(id: string, make: () => Promise<Html>): Html;
  /**
   * An address of the dashboard. Without `query` it keeps the filters of this one; with it, the named parameters are replaced,
   * and undefined takes one away.
   */
  href(path: string, query?: Readonly<Record<string, string | readonly string[] | undefined>>): string;
  /** Where the rows of a panel are as CSV, with the filters of this page. */
  csvHref(panel: string): string;
  /** Where the definition of a number is, by the ID of a panel or a metric. */
  definitionHref(id: string): string;
}

/** Makes a page. It resolves once its frame is known; what takes time stands in `request.later`. */
export type Page = (request: PageRequest) => Promise<Html>;

/** Rows of a panel that is not a question of the source, for its CSV. */
export type PanelTable = Pick<ProductAnswer, 'columns' | 'rows' | 'previous'>;

/** A page and where it is. */
export interface PageEntry {
  /** `snake_case` or one word; the name that records and events carry. */
  readonly id: string;
  /** Within the dashboard, such as `/reliability`. */
  readonly path: string;
  /** In the navigation; absent for a page that only links lead to. */
  readonly title?: string;
  readonly audience: Audience;
  readonly page: Page;
  /** Questions of the source that the page shows, each with its CSV. */
  readonly panels?: readonly ProductPanelId[];
  /** What one of them asks, where the filters alone do not say it. @default the filters */
  readonly asks?: (panel: ProductPanelId, request: PageRequest) => PanelAsk;
  /** Other panels that leave as CSV, by ID. */
  readonly tables?: Readonly<Record<string, (request: PageRequest) => Promise<PanelTable>>>;
  /** Panels that leave as CSV and are put together of what `attempt` answers: each part waits its turn, and the whole takes none. */
  readonly collections?: Readonly<Record<string, (request: PageRequest) => Promise<PanelResult<PanelTable>>>>;
  /** What the numbers of its panels mean, by ID, for `/definition/<id>`. */
  readonly definitions?: Readonly<Record<string, PanelDefinition>>;
  /** The page's own parameters and what their values look like; an empty value counts as none, another one is refused. */
  readonly parameters?: Readonly<Record<string, RegExp>>;
}
