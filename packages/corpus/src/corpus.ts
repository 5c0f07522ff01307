import {
  type Negative,
  type NegativeKind,
  negativesOf,
  type Positive,
  type PositiveKind,
  positivesOf,
} from './fact.ts';
import { everywhereNegativeKinds } from './negatives/everywhere.ts';
import { identifierKinds } from './negatives/identifiers.ts';
import { innocentKeyKinds } from './negatives/innocent-keys.ts';
import { lookAlikeKinds } from './negatives/look-alikes.ts';
import { machineKinds } from './negatives/machines.ts';
import { moreNegativeKinds } from './negatives/more.ts';
import { nameKinds } from './negatives/names.ts';
import { nearMissKinds } from './negatives/near-misses.ts';
import { placeKinds } from './negatives/places.ts';
import { proseKinds } from './negatives/prose.ts';
import { connectionKinds } from './positives/connections.ts';
import { credentialKinds } from './positives/credentials.ts';
import { everywhereKinds } from './positives/everywhere.ts';
import { headerKinds } from './positives/headers.ts';
import { keyKinds } from './positives/keys.ts';
import { moreKeyKinds } from './positives/keys-more.ts';
import { moreLabelledKinds } from './positives/labelled-more.ts';
import { labelledKinds } from './positives/labelled.ts';
import { linkKinds } from './positives/links.ts';
import { westernKinds } from './positives/national.ts';
import { otherCountryKinds } from './positives/national-more.ts';
import { morePersonalKinds } from './positives/personal-more.ts';
import { personalKinds } from './positives/personal.ts';
import { spokenKinds } from './positives/spoken.ts';
import { modelVendors } from './positives/vendor-ai.ts';
import { businessVendors } from './positives/vendor-business.ts';
import { cloudVendors } from './positives/vendor-cloud.ts';
import { moreVendors } from './positives/vendor-more.ts';
import { namedVendors } from './positives/vendor-named.ts';
import { toolVendors } from './positives/vendor-tools.ts';

/** Every kind of value that must not leave. */
export const positiveKinds: readonly PositiveKind[] = [
  ...cloudVendors,
  ...modelVendors,
  ...toolVendors,
  ...businessVendors,
  ...namedVendors,
  ...moreVendors,
  ...credentialKinds,
  ...connectionKinds,
  ...headerKinds,
  ...linkKinds,
  ...labelledKinds,
  ...spokenKinds,
  ...moreLabelledKinds,
  ...everywhereKinds,
  ...keyKinds,
  ...moreKeyKinds,
  ...personalKinds,
  ...morePersonalKinds,
  ...westernKinds,
  ...otherCountryKinds,
];

/** Every kind of value that must stay. */
export const negativeKinds: readonly NegativeKind[] = [
  ...identifierKinds,
  ...machineKinds,
  ...placeKinds,
  ...proseKinds,
  ...innocentKeyKinds,
  ...nameKinds,
  ...lookAlikeKinds,
  ...nearMissKinds,
  ...moreNegativeKinds,
  ...everywhereNegativeKinds,
];

/** The samples, made anew at each call and always the same; another seed makes others of the same kinds. */
export const positives = (seed = ''): readonly Positive[] => positivesOf(positiveKinds, seed);

export const negatives = (seed = ''): readonly Negative[] => negativesOf(negativeKinds, seed);
