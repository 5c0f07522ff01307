/** A page in one of its states, and what is done to it before it is looked at. */
export interface View {
  readonly name: string;
  readonly path: string;
  /** Opens every `details`. @default false */
  readonly opened?: boolean;
  /** The page is looked at before it is complete. @default false */
  readonly unfinished?: boolean;
}

const FUNNEL = 'steps=approval_opened&steps=comment_written&steps=approval_decided';

/** Every page and every state that a panel can be in. */
export const VIEWS: readonly View[] = [
  { name: 'product', path: `/?${FUNNEL}` },
  { name: 'product-opened', path: '/?role=approver&role=editor&feature=board', opened: true },
  { name: 'product-week', path: '/?days=7' },
  { name: 'product-day', path: '/?days=1&compare=0' },
  { name: 'product-range', path: '/?from=2026-11-02&until=2026-11-15&role=editor&org_slice=large' },
  { name: 'product-empty', path: '/empty/' },
  { name: 'product-error', path: '/broken/' },
  { name: 'product-loading', path: '/slow/', unfinished: true },
  { name: 'product-suppressed', path: '/?feature=csv_import' },
  { name: 'executive', path: '/executive' },
  { name: 'executive-opened', path: '/executive?period=month', opened: true },
  { name: 'executive-unconfigured', path: '/empty/executive' },
  { name: 'reliability', path: '/reliability' },
  { name: 'request', path: '/request' },
  { name: 'audit', path: '/audit' },
  { name: 'definition', path: '/definition/dailyActives' },
];

export const WIDTHS = [360, 820, 1440] as const;
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
