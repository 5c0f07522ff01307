import type { ActionSpec, Shape } from './action-spec.ts';
import { type DeclaredFields, declareFields } from './declared-fields.ts';

/** One action, ready to check inputs. */
export interface CompiledAction {
  readonly name: string;
  readonly spec: ActionSpec;
  readonly subjects: ReadonlySet<string>;
  readonly fields: DeclaredFields | undefined;
  readonly changes: DeclaredFields | undefined;
}

/** The types that subjects of an action may have. */
export const subjectTypes = ({ subject }: ActionSpec): readonly string[] =>
  subject === undefined ? [] : typeof subject === 'string' ? [subject] : subject;

const declared = (shape: Shape | undefined, partial: boolean): DeclaredFields | undefined =>
  shape && declareFields(shape, partial);

export const compileAction = (name: string, spec: ActionSpec): CompiledAction => ({
  name,
  spec,
  subjects: new Set(subjectTypes(spec)),
  fields: declared(spec.fields, false),
  changes: spec.level === 'metadata' ? undefined : declared(spec.changes, true),
});
