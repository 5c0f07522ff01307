declare const says: unique symbol;
declare const takes: unique symbol;

/**
 * What the compiler shows where a declaration or a call is wrong: `Says` is the sentence to read. No value has this type,
 * so whatever stands there does not compile.
 */
export interface CatalogFault<Says extends string> {
  readonly [says]: Says;
}

/** The same for a value of the wrong type: `Says` is the sentence to read, and `Takes` is what may stand there. */
export interface ValueFault<Says extends string, Takes> {
  readonly [says]: Says;
  readonly [takes]: Takes;
}

/**
 * Lets the compiler see the type of an argument, literals included, without asking anything of it. The empty object in the
 * place of `unknown` is what keeps literals.
 */
export type Seen<Given> = [Given] extends [never] ? Given : {};
