import type { ProductPanelId } from '@plumbline/core';
import type { PanelDefinition } from '../../ui/panel.ts';

export interface ProductDefinition extends PanelDefinition {
  readonly question: string;
  /** Why there may be nothing to show, where that is more than that nothing happened. */
  readonly whenEmpty?: string;
}

const CONSENT =
  'People who refused are in it only through events that the catalog declares essential, so it is a floor and not a census.';
const PSEUDONYM = 'A person is one pseudonymous ID. Who uses two browsers without signing in counts twice.';

/** What each panel of the product page asks and counts, and what it does not say. */
export const productDefinitions: Readonly<Record<ProductPanelId, ProductDefinition>> = {
  dailyActives: {
    question: 'How many anonymous users are active each day?',
    counts:
      'Different pseudonymous IDs with at least one event, for each day in UTC. Events without an ID, such as those of jobs, are nobody, and looking at this dashboard is no use of the product.',
    caveats: [PSEUDONYM, CONSENT, 'Days do not add up: who came on two days is one person in a week.'],
  },
  topRoutes: {
    question: 'Which route patterns are used most?',
    counts: 'Page views by route pattern, the 25 with the most; shares are of these.',
    reads: ['page_viewed'],
    caveats: ['A pattern such as /orgs/:org stands for all its pages: addresses are never recorded.', CONSENT],
  },
  featureUsage: {
    question: 'Which stable feature IDs are viewed most?',
    counts: 'Times that a feature came into view, by feature and the surface it was on.',
    reads: ['feature_viewed'],
    caveats: ['Seen is not used: the ledger below also counts what was done.', 'People of two surfaces do not add up.'],
  },
  filterChanges: {
    question: 'Which filters change most often by view and filter key?',
    counts: 'Changes of a filter by its view and key, and how many values were chosen on average.',
    reads: ['filter_changed'],
    caveats: ['Which values were chosen is never recorded.'],
  },
  chartInteractions: {
    question: 'Which chart actions are used by chart type and surface?',
    counts: 'Actions on charts, by chart, surface and kind of action.',
    reads: ['chart_interacted'],
    caveats: ['A chart that answers at a glance needs no action: few actions do not mean little use.'],
  },
  clientErrors: {
    question: 'Which client errors appear by route pattern, boundary, and error class?',
    counts: 'Errors that reached an error boundary of the page, by route pattern, boundary and class.',
    reads: ['client_error'],
    caveats: [
      'Messages and stacks are never recorded; an error tracker has them.',
      'A browser that cannot run the client reports nothing.',
    ],
  },
  sessionDurations: {
    question: 'What do session duration, pages viewed, and interaction counts look like?',
    counts:
      'Of sessions that ended: the time that half, three quarters, 90% and 95% of them stay below; pages and interactions are averages.',
    whenEmpty:
      'No session that fits the filters ended in this time. A session is told 30 minutes after its last event.',
    reads: ['session_ended'],
    caveats: [
      'A session ends after 30 minutes of quiet, or when the tab closes: one that goes on is not in it.',
      'A tab that is killed never says that it ended.',
    ],
  },
  featureLedger: {
    question: 'Which features earn their maintenance cost?',
    counts:
      'For each feature: times seen, times something was done with it, and people who did either. The trend compares seen and done with the span before. Owner and expiry are those of the events that name the feature.',
    caveats: [
      'Some features are worth keeping for the few who need them: the verdict is about use alone.',
      'Core: at least a quarter of the people of the most used feature. Growing, fading: a quarter more or less than before. Hardly used: under 2% of those people. Unused: declared, and nothing happened. Too few to say: nothing, or so few people that finished numbers leave them out.',
    ],
  },
  captureVolume: {
    question: 'How much is captured?',
    counts:
      'Events by name, each with the owner that the catalog names; by team too, where the catalog has a dimension `team`.',
    caveats: [
      'What no signed-in person did has no team. Views of this dashboard are not in it.',
      'Events that were refused or lost on their way are not in it; metrics of the client count those.',
    ],
  },
  offlineRecovery: {
    question: 'How much of what happens offline arrives?',
    counts: 'Events that were kept while a browser was offline, and those that were dropped there, as browsers report.',
    reads: ['offline_recovered'],
    caveats: [
      'A browser that never comes back reports nothing.',
      'The average time offline is that of the averages of the days.',
    ],
  },
  retention: {
    question: 'Do people come back?',
    counts:
      'Of the people who were new in a week of this span, the share with any event in each later week. Weeks begin on Monday, in UTC. The sentence counts people of all weeks whose next week is over.',
    caveats: [
      'New is whoever was not seen in the 30 days before the span: somebody who comes back after longer counts as new once more, and so does everybody when recording begins.',
      'Weeks of fewer than five new people are left out, of the sentence too. So are weeks before which events are gone: they are kept for 173 days for certain.',
      'Where fewer than five came back it is not told how many: in the sentence they count as none, and it says “at least”.',
      PSEUDONYM,
      CONSENT,
    ],
  },
  funnel: {
    question: 'How far do people get?',
    counts: 'People with the first step, then the next one after it, and so on, all within the time that is chosen.',
    caveats: ['Steps may have other events between them.', 'People who began before the span are not in it.', CONSENT],
  },
};
