import type { CatalogFault } from './fault-types.ts';
import type { Field, JustifiedField } from './field.ts';
import type { ContractField, ForbiddenFieldName, IdentityWord, TypedWord } from './names.ts';

type Upper = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I' | 'J' | 'K' | 'L' | 'M' | UpperRest;
type UpperRest = 'N' | 'O' | 'P' | 'Q' | 'R' | 'S' | 'T' | 'U' | 'V' | 'W' | 'X' | 'Y' | 'Z';

/** Whether a word ends where this rest of a name begins. */
type IsWordEnd<Rest> = Rest extends '' | `_${string}` | `${Upper}${string}` ? true : false;

/** The last words of names that are refused for every class: `reportTitle`, `report_title`. */
type ForbiddenEnd =
  | ForbiddenFieldName
  | `${string}${Capitalize<ForbiddenFieldName>}`
  | `${string}_${ForbiddenFieldName}`;

/** A forbidden word anywhere in a name: `titleRef`, `the_title_ref`. */
type ForbiddenWordIn<Name, Word extends string = ForbiddenFieldName> = Word extends Word
  ? Name extends `${Word}${infer Rest}`
    ? FoundWhereEnded<Rest, Word>
    : Name extends `${string}${Capitalize<Word> | `_${Word}`}${infer Rest}`
      ? FoundWhereEnded<Rest, Word>
      : never
  : never;

type FoundWhereEnded<Rest, Word> = IsWordEnd<Rest> extends true ? Word : never;

type RawIdentity = `${IdentityWord}${'Id' | 'ID' | '_id'}`;

type RawIdentityFault<Name extends string> =
  `\`${Name}\` would carry a raw identity: leave it out, its keyed hash is on every event`;

type Forbidden<Name extends string> =
  `\`${Name}\` names what may not be recorded: record a closed list, a number or a flag under a name that says so`;

/** Only opaqueId and freeText have values of any text. */
type CarriesText<F> = F extends Field<infer T> ? (string extends T ? true : false) : false;

/** Nearly no name is one of these or holds such a word in any case, so that one question is all that it costs to compile. */
type Suspicious =
  | Lowercase<ContractField>
  | Lowercase<RawIdentity>
  | IdentityWord
  | `${string}${TypedWord}`
  | `${string}${Lowercase<ForbiddenFieldName>}${string}`;

// The name is judged before the field, so that functions with type parameters of their own can declare events.
type NameFault<Name extends string, F> = Lowercase<Name> extends Suspicious ? SuspiciousName<Name, F> : F;

type SuspiciousName<Name extends string, F> = Name extends ContractField
  ? CatalogFault<`\`${Name}\` is filled by the contract: leave it out`>
  : Name extends RawIdentity
    ? CatalogFault<RawIdentityFault<Name>>
    : ForbiddenName<Name, F>;

type ForbiddenName<Name extends string, F> = Name extends ForbiddenEnd
  ? CatalogFault<Forbidden<Name>>
  : [ForbiddenWordIn<Name>] extends [never]
    ? TypedName<Name, F>
    : CarriesText<F> extends true
      ? CatalogFault<Forbidden<Name>>
      : F;

type TypedEnd = TypedWord | `${string}${Capitalize<TypedWord>}` | `${string}_${TypedWord}`;

type Typed<Name extends string> =
  `\`${Name}\` names what somebody typed: take freeText with a justification, a closed list, or the ID of a thing under a name that ends in id`;

/** An ID that is called as free text would be, or a text that is called as a person. */
type TypedName<Name extends string, F> =
  CarriesText<F> extends true
    ? Name extends IdentityWord
      ? CatalogFault<RawIdentityFault<Name>>
      : Name extends TypedEnd
        ? F extends JustifiedField
          ? F
          : CatalogFault<Typed<Name>>
        : F
    : F;

type SuspiciousAmong<Name> = Name extends Suspicious ? Name : never;

/** A sentence in the place of each field whose name may not be used. */
type CheckedNames<Fields> = {
  readonly [Name in keyof Fields]: NameFault<Name & string, Fields[Name]>;
};

/**
 * Fields as they are where no name is suspicious, as in nearly every event: else one by one. Of no fields too, which
 * messages about the rest of an event then call by this name. What is written in capitals (`reportURL`) is found when the
 * event is declared, and not by the compiler.
 */
export type CheckedFieldNames<Fields> = keyof Fields extends never
  ? CheckedNames<Fields>
  : [SuspiciousAmong<Lowercase<keyof Fields & string>>] extends [never]
    ? Fields
    : CheckedNames<Fields>;
