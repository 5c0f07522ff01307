import * as z from 'zod';
import type { ActionSpecs } from './action-spec.ts';
import { OMITTABLE } from './usable-context.ts';

const owner = '@plumbline/audit';
/** As long as the longest ID and action name. */
const name = z.string().max(200);
const sealNo = z.int().min(1);
const basis = z.enum(['request', 'retention', 'contract_end', 'legal']);
const actionClass = z.enum(['security', 'access', 'administration', 'data']);

/** What a search was narrowed to; the IDs that were looked for are what a reviewer of readers asks about. */
const search = {
  purpose: z.enum(['investigation', 'review', 'export', 'support']).optional(),
  /** The question, where it is one of those with a name, such as `denied` or `first_admin_route`. */
  question: z.string().max(60).optional(),
  actor: name.optional(),
  action: name.optional(),
  subject: name.optional(),
  outcome: z.enum(['success', 'denied', 'failed']).optional(),
  org: name.optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
};

const held = { actor: name.optional(), action: name.optional(), org: name.optional(), subject: name.optional() };

/** What the trail records about itself. The names are reserved: an application declares none of them. */
export const ownSpecs = {
  'audit.refused': {
    description: 'A record was refused because its action or a field is not declared.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: {
      action: z.string().max(80),
      omitted: z.array(z.enum(OMITTABLE)).max(OMITTABLE.length).optional(),
      reason: z.enum(['undeclared_action', 'invalid_field', 'oversized']),
    },
  },
  'audit.read': {
    description: 'Records of the trail were searched or looked at.',
    owner,
    class: 'security',
    level: 'metadata',
    fields: search,
  },
  'audit.exported': {
    description: 'Records of the trail were written out, to a file or to another system.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: {
      ...search,
      format: z.enum(['jsonl', 'csv', 'ocsf', 'ecs', 'evidence', 'other']),
      first_seal: sealNo.optional(),
      last_seal: sealNo.optional(),
    },
  },
  'audit.verified': {
    description:
      'The trail was verified: success where it came to a result, and `counts` tells how many findings; failed where not everything could be checked.',
    owner,
    class: 'security',
    level: 'metadata',
    fields: {
      result: z.enum(['intact', 'findings', 'incomplete']),
      first_seal: sealNo,
      /** How far it came, and how far anchors from outside confirm that; 0 for nowhere. */
      last_seal: z.int().min(0),
      anchored_up_to: z.int().min(0),
    },
  },
  'audit.pruned': {
    description:
      'Records older than their retention were deleted, as a signed statement says; `counts` tells how many.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: {
      before: z.iso.datetime(),
      classes: z.array(actionClass).max(4),
      /** The seal whose statement names them. */
      seal: sealNo,
    },
  },
  'audit.personal_erased': {
    description: 'Personal values were made unreadable for good; whose is not said.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: { basis },
  },
  'audit.hold_placed': {
    description: 'A legal hold was placed: what it covers is neither pruned nor erased.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: { ...held, hold: z.string().max(80), reason: name.optional() },
  },
  'audit.hold_released': {
    description: 'A legal hold was released.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: { hold: z.string().max(80), reason: name.optional() },
  },
  'audit.key_rotated': {
    description: 'Seals are signed with another key from here on.',
    owner,
    class: 'security',
    sensitivity: 'high',
    level: 'metadata',
    fields: {
      from_key: z.string().max(16),
      to_key: z.string().max(16),
      /** The last seal that the old key signs; it names the new one. */
      seal: sealNo,
    },
  },
} as const satisfies ActionSpecs;

export type OwnSpecs = typeof ownSpecs;

/** Names that no application may declare. */
export const isReserved = (action: string): action is keyof OwnSpecs => Object.hasOwn(ownSpecs, action);

/** The action under which a refused record is kept, so that who tried what stays traceable. */
export const REFUSED_ACTION = 'audit.refused' satisfies keyof OwnSpecs;

/** Own actions that an application records itself: its pages read the trail too. The others are recorded by what does them. */
const OPEN = ['audit.read', 'audit.exported'] as const satisfies readonly (keyof OwnSpecs)[];
const open: ReadonlySet<string> = new Set(OPEN);

export type OpenSpecs = Pick<OwnSpecs, (typeof OPEN)[number]>;

/** Whether `record` takes an action of this name, if it is declared. */
export const isRecordable = (action: string): boolean => !isReserved(action) || open.has(action);
