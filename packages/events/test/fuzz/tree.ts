/** JSON as it stands in a text: keys may stand twice, and a value may be text that is no JSON. */
export type Tree =
  | { readonly kind: 'object'; readonly entries: [key: string, value: Tree][] }
  | { readonly kind: 'list'; readonly items: Tree[] }
  | { readonly kind: 'raw'; text: string };

export const raw = (value: unknown): Tree => ({ kind: 'raw', text: JSON.stringify(value) });

/** What JSON.parse would give, as a tree. */
export function treeOf(value: unknown): Tree {
  if (Array.isArray(value)) return { kind: 'list', items: value.map(treeOf) };
  if (typeof value !== 'object' || value === null) return raw(value);
  return { kind: 'object', entries: Object.entries(value).map(([key, one]) => [key, treeOf(one)]) };
}

/** Writes a tree; `quote` writes the keys. */
export function textOf(tree: Tree, quote: (key: string) => string = JSON.stringify): string {
  if (tree.kind === 'raw') return tree.text;
  if (tree.kind === 'list') return `[${tree.items.map((item) => textOf(item, quote)).join(',')}]`;
  return `{${tree.entries.map(([key, value]) => `${quote(key)}:${textOf(value, quote)}`).join(',')}}`;
}

/** Where something stands: it can be read and replaced. */
export interface Place {
  /** The name it stands under, also within lists of lists. */
  readonly under: string;
  readonly tree: Tree;
  readonly replace: (tree: Tree) => void;
}

/** Every place within a tree, the tree itself not among them. */
export function placesOf(tree: Tree, under = ''): Place[] {
  if (tree.kind === 'raw') return [];
  const { kind } = tree;
  if (kind === 'list') {
    return tree.items.flatMap((item, at) => [
      { under, tree: item, replace: (made: Tree) => void (tree.items[at] = made) },
      ...placesOf(item, under),
    ]);
  }
  return tree.entries.flatMap((entry) => [
    { under: entry[0], tree: entry[1], replace: (made: Tree) => void (entry[1] = made) },
    ...placesOf(entry[1], entry[0]),
  ]);
}

/** Every object within a tree, itself among them. */
export function objectsOf(tree: Tree): Extract<Tree, { kind: 'object' }>[] {
  if (tree.kind === 'raw') return [];
  if (tree.kind === 'list') return tree.items.flatMap(objectsOf);
  return [tree, ...tree.entries.flatMap(([, value]) => objectsOf(value))];
}
